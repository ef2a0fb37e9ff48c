fn main() {}

fn example(site: decidim_client::rest::Client) {
    let _ = site.spaces().get(3);
}
