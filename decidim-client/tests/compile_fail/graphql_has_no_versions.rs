fn main() {}

fn example(site: decidim_client::graphql::Client) {
    let _ = site.meetings(3).versions(4);
}
