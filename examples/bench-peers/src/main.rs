//! Reading 5 000 ideas against octocrab's paging over the same rows, served as GitHub serves
//! them: a bare array, and the next page in the `Link` header.
//!
//! `cargo run --release --manifest-path examples/bench-peers/Cargo.toml`
//!
//! Both ask one page of 100 after the other over one connection on loopback, and decode into the
//! same struct. The server answers from memory on another thread; what counts is the CPU time of the
//! caller's thread. octocrab's loop is that of its documentation.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark"
)]

#[path = "../../sandbox/cpu_time.rs"]
mod cpu_time;
#[path = "../../sandbox/remembered.rs"]
mod remembered;

use bytes::Bytes;
use civic_sandbox::{GoVocal, Platform, Reply, Server};
use futures::TryStreamExt;
use govocal_client::http::{HttpConfig, RateLimit};
use govocal_client::list::Paginator;
use govocal_client::resources::ideas::Idea;
use govocal_client::{Client, List};
use http::header::{AUTHORIZATION, LINK};
use http::{Request, StatusCode};
use octocrab::Octocrab;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use self::remembered::Remembered;

const ROWS: usize = 5_000;
const PAGE: usize = 100;
const AS_GITHUB: &str = "/repos/demo/city/ideas";

/// Go Vocal, and the same list as GitHub would serve it.
struct BothForms {
    platform: GoVocal,
    token: String,
}

impl BothForms {
    fn new(platform: GoVocal) -> Self {
        let sign_in = json!({"auth": {
            "client_id": platform.client_id(),
            "client_secret": platform.client_secret(),
        }});
        let request = Request::post("/api/v2/authenticate").body(sign_in.to_string().into());
        let token = platform.handle(request.unwrap()).body_json().unwrap();
        let token = token["jwt"].as_str().unwrap().to_owned();
        Self { platform, token }
    }

    fn as_github(&self, number: usize, host: &str) -> Reply {
        let path = format!("/api/v2/ideas?page_size={PAGE}&page_number={number}");
        let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {}", self.token));
        let page = self.platform.handle(request.body(Bytes::new()).unwrap()).body_json().unwrap();
        let reply = Reply::json(StatusCode::OK, &page["ideas"]);
        if page["meta"]["total_pages"] == Value::from(number) {
            return reply;
        }
        let next = format!("http://{host}{AS_GITHUB}?per_page={PAGE}&page={}", number + 1);
        reply.with_header(LINK, format!("<{next}>; rel=\"next\"").parse().unwrap())
    }
}

impl Platform for BothForms {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        if request.uri().path() != AS_GITHUB {
            return self.platform.handle(request);
        }
        let host = request.headers()["host"].to_str().unwrap();
        let query = request.uri().query().unwrap_or_default();
        let page = query.split('&').find_map(|pair| pair.strip_prefix("page="));
        self.as_github(page.map_or(1, |page| page.parse().unwrap()), host)
    }
}

fn main() {
    let platform = GoVocal::builder().ideas(ROWS).only(["ideas"]).no_rate_limit().build();
    let (id, secret) = (platform.client_id().to_owned(), platform.client_secret().to_owned());
    let (tell_url, url) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        runtime().block_on(async {
            let served = Remembered::new(BothForms::new(platform));
            let server = Server::start(served).await.unwrap();
            tell_url.send(server.url()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let url = url.recv().unwrap();

    let runtime = runtime();
    let http = HttpConfig::new().rate_limit(RateLimit::off());
    let client = Client::builder(&url).credentials(id, secret).http(http).build().unwrap();
    let read = |open: fn(List<Idea>) -> Paginator<Idea>| {
        let list = open(client.ideas().list());
        let ideas: Vec<_> = runtime.block_on(list.try_collect()).unwrap();
        assert_eq!(ideas.len(), ROWS);
    };
    let octocrab = runtime.block_on(async { Octocrab::builder().base_uri(&url).unwrap().build() });
    let octocrab = octocrab.unwrap();
    let github = || {
        let ideas = runtime.block_on(async {
            let first = format!("{AS_GITHUB}?per_page={PAGE}");
            let mut page: octocrab::Page<Idea> = octocrab.get(first, None::<&()>).await.unwrap();
            let mut ideas = page.take_items();
            while let Some(next) = octocrab.get_page::<Idea>(&page.next).await.unwrap() {
                page = next;
                ideas.extend(page.take_items());
            }
            ideas
        });
        assert_eq!(ideas.len(), ROWS);
    };
    let [numbered, proven, peer] = cpu_time::side_by_side(
        20,
        1,
        [&mut || read(List::stream_by_page_number), &mut || read(List::stream), &mut || github()],
    );
    println!("{ROWS} ideas, {PAGE} a page, CPU time of the caller:");
    println!("octocrab {peer:?}");
    println!("by page number {numbered:?}: {:.2}", cpu_time::ratio(numbered, peer));
    println!("proven {proven:?}: {:.2}", cpu_time::ratio(proven, peer));
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}
