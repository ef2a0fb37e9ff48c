fn main() {}

fn example(city: govocal_client::Client) {
    let _ = city.idea_phases().deleted();
}
