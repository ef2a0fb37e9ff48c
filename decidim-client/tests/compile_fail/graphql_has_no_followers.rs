fn main() {}

fn example(site: decidim_client::graphql::Client) {
    let _ = site.budgets(3).followers(4);
}
