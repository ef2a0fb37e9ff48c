fn main() {}

fn example(site: decidim_client::graphql::Client) {
    let _ = site.moderations().get(3);
}
