fn main() {}

fn example(city: govocal_client::Client) {
    let _ = city.basket_ideas().deleted();
}
