fn main() {}

fn example(city: govocal_client::Client) {
    let _ = city.idea_topics().list().updated_at(govocal_client::DateRange::all());
}
