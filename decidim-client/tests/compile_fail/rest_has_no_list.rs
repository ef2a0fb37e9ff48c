fn main() {}

fn example(ana: decidim_client::rest::UserClient) {
    let _ = ana.draft_proposals().list();
}
