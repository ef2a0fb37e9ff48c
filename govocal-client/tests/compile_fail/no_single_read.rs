fn main() {}

fn example(city: govocal_client::Client, id: govocal_client::uuid::Uuid) {
    let _ = city.reactions().get(id);
}
