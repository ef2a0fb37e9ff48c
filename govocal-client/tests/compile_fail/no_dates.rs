fn main() {}

fn example(city: govocal_client::Client) {
    let _ = city.basket_ideas().list().updated_at(govocal_client::DateRange::all());
}
