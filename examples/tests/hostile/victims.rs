//! Every client, doing what clients do, before a server of the test's choice.

use std::fmt::{Debug, Display, Write};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use civic_core::cassette::Recorder;
use civic_core::http::{HttpConfig, RetryPolicy};
use civic_core::list::Paginator;
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_core::{Error, ErrorKind};
use http::{Request, Response};
use tempfile::TempDir;

/// What is secret, whichever client it belongs to.
pub(crate) const SECRETS: [&str; 2] = ["s3cr3t-of-the-caller", "t0k3n-of-the-server"];

pub(crate) const SECRET: &str = SECRETS[0];

/// An answer that buys a token, of any of the platforms.
pub(crate) const TOKEN: &str = r#"{"jwt":"t0k3n-of-the-server","jwt_token":"t0k3n-of-the-server",
    "token_type":"Bearer","access_token":"t0k3n-of-the-server",
    "expires_in":7200,"scope":"public proposals"}"#;

/// The clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Victim {
    #[default]
    GoVocal,
    GraphQl,
    Rest,
    Petitions,
    OpenData,
}

/// Those that hold each answer in memory as a whole.
pub(crate) const BOUNDED: [Victim; 4] =
    [Victim::GoVocal, Victim::GraphQl, Victim::Rest, Victim::Petitions];

pub(crate) const ALL: [Victim; 5] =
    [Victim::GoVocal, Victim::GraphQl, Victim::Rest, Victim::Petitions, Victim::OpenData];

/// What a run left: all that was asked of the server, and all that can be printed.
#[derive(Debug, Default)]
pub(crate) struct Traces {
    pub(crate) requests: Vec<Request<Bytes>>,
    pub(crate) printed: String,
    pub(crate) errors: Vec<(Victim, Error)>,
    /// What a recording of it says.
    pub(crate) cassette: String,
    /// Whose turn it is.
    victim: Victim,
}

impl Traces {
    /// Each of these clients met this kind of error.
    pub(crate) fn each_met(&self, kind: ErrorKind, victims: &[Victim]) {
        for victim in victims {
            let own = self.errors.iter().filter(|(whose, _)| whose == victim);
            let mut kinds = own.map(|(_, error)| error.kind());
            assert!(kinds.any(|met| met == kind), "{victim:?}: {:?}", self.errors);
        }
    }

    fn show(&mut self, shown: &(impl Display + Debug)) {
        writeln!(self.printed, "{shown} {shown:?}").unwrap();
    }

    fn failed(&mut self, error: Error) {
        self.show(&error);
        if let Some(said) = govocal_client::ServerError::of(&error) {
            self.show(&said);
        }
        if let Some(said) = decidim_client::rest::ServerError::of(&error) {
            self.show(&said);
        }
        for said in decidim_client::graphql::ServerError::all_of(&error) {
            self.show(&said);
        }
        if let Some(said) = petitions_client::ServerError::of(&error) {
            self.show(&said);
        }
        self.errors.push((self.victim, error));
    }

    async fn read_list<T: Send + 'static>(&mut self, mut list: Paginator<T>) {
        // A hostile list may have no end of rows; what is bounded is what one answer costs.
        let mut most = 10_000;
        while let Some(row) = list.next().await {
            row.err().into_iter().for_each(|error| self.failed(error));
            most -= 1;
            if most == 0 {
                break;
            }
        }
        let report = list.report();
        self.show(&report);
        self.show(&report.completeness);
        report.malformed_rows.iter().for_each(|row| self.show(row));
        writeln!(self.printed, "{list:?}").unwrap();
    }

    fn called<T>(&mut self, result: Result<T, Error>) {
        result.err().into_iter().for_each(|error| self.failed(error));
    }
}

/// Whether a request asks for a token.
pub(crate) fn buys_a_token(request: &Request<Bytes>) -> bool {
    sells_at(request.uri().path())
}

/// Whether tokens are sold at this path.
pub(crate) fn sells_at(path: &str) -> bool {
    ["/authenticate", "/oauth/token", "/api/sign_in"].iter().any(|end| path.ends_with(end))
}

/// Every client reads and writes in memory, and is recorded; this answers.
pub(crate) fn attacked(
    serve: impl Fn(&Request<Bytes>) -> Response<FakeBody> + Send + Sync + 'static,
) -> Traces {
    let clock = VirtualClock::new();
    let seen = Arc::<Mutex<Vec<Request<Bytes>>>>::default();
    let (log, serve) = (Arc::clone(&seen), Arc::new(serve));
    let transport = FakeTransport::new(move |request| {
        let answer = serve(&request);
        log.lock().unwrap().push(request);
        async move { Ok(answer) }
    });
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("attack.jsonl");
    let recorder = Recorder::create(&file).unwrap();
    let http = HttpConfig::new().clock(clock.clone()).transport(recorder.over(transport));
    let mut traces = clock.run(all("https://platform.example.org", http)).unwrap();
    traces.requests.clone_from(&seen.lock().unwrap());
    assert_eq!(recorder.finish().unwrap(), traces.requests.len() as u64);
    traces.cassette = std::fs::read_to_string(file).unwrap();
    for secret in SECRETS {
        assert!(!traces.cassette.contains(secret), "{}", traces.cassette);
    }
    traces
}

/// Every client reads and writes at this address.
pub(crate) async fn all(base: &str, http: HttpConfig) -> Traces {
    let mut traces = bounded(base, http.clone()).await;
    open_data(base, http.retry(RetryPolicy::never()), &mut traces).await;
    traces
}

/// The same without the tables of the open data, which are read piece by piece however large.
pub(crate) async fn bounded(base: &str, http: HttpConfig) -> Traces {
    let http = http.retry(RetryPolicy::never());
    let mut traces = Traces::default();
    go_vocal(base, http.clone(), &mut traces).await;
    graphql(base, http.clone(), &mut traces).await;
    rest(base, http.clone(), &mut traces).await;
    petitions(base, http, &mut traces).await;
    traces
}

async fn go_vocal(base: &str, http: HttpConfig, traces: &mut Traces) {
    use govocal_client::resources::ideas::NewIdea;
    use govocal_client::{Client, Multiloc};
    traces.victim = Victim::GoVocal;
    let id = "7a5ea1ba-5f3c-4a2e-9d4e-0d6b3b9a3c11";
    let client = Client::builder(base).credentials(id, SECRET).http(http).build().unwrap();
    traces.read_list(client.ideas().list().stream()).await;
    traces.read_list(client.ideas().list().stream_by_page_number()).await;
    let id = id.parse().unwrap();
    traces.called(client.ideas().get(id).await);
    let text = || Multiloc::single("en", "Shade");
    traces.called(client.ideas().create(&NewIdea::new(id, text(), text())).await);
}

async fn graphql(base: &str, http: HttpConfig, traces: &mut Traces) {
    use decidim_client::graphql::Client;
    use decidim_client::graphql::writes::ProposalAttributes;
    traces.victim = Victim::GraphQl;
    let builder = Client::builder(base).credentials("key-of-the-caller", SECRET).http(http);
    let client = builder.build().unwrap();
    traces.read_list(client.proposals(7).list().stream()).await;
    traces.read_list(client.proposals(7).list().stream_backward()).await;
    traces.called(client.organization().await);
    traces.called(client.proposals(7).create(ProposalAttributes::new("Shade", "Trees")).await);
}

async fn rest(base: &str, http: HttpConfig, traces: &mut Traces) {
    use decidim_client::rest::Client;
    traces.victim = Victim::Rest;
    let builder = Client::builder(base).credentials("id-of-the-caller", SECRET).http(http);
    let client = builder.scopes(["public", "proposals"]).build().unwrap();
    traces.read_list(client.proposals().list().page_size(10).stream()).await;
    traces.called(client.proposals().get(7).await);
    let person = client.impersonate("ada").build().unwrap();
    traces.called(person.draft_proposals().create(7).await);
}

async fn open_data(base: &str, http: HttpConfig, traces: &mut Traces) {
    use decidim_client::open_data::Client;
    traces.victim = Victim::OpenData;
    let client = Client::builder(base).http(http).build().unwrap();
    traces.called(client.tables().await);
    let mut rows = client.proposals().stream();
    while let Some(row) = rows.next().await {
        traces.called(row);
    }
    let report = rows.report();
    traces.show(&report);
    traces.show(&report.completeness);
    report.malformed_rows.iter().for_each(|row| traces.show(row));
    traces.called(client.archive().await);
}

async fn petitions(base: &str, http: HttpConfig, traces: &mut Traces) {
    use petitions_client::Client;
    use petitions_client::resources::petitions::NewSignature;
    traces.victim = Victim::Petitions;
    let client = Client::builder(base).api_key(SECRET).http(http).build().unwrap();
    traces.read_list(client.signatures().list().petitions([7]).stream()).await;
    traces.read_list(client.petitions().list().stream()).await;
    traces.called(client.petitions().get(7).await);
    let signature = NewSignature::new("Ada Example", "ada@example.org", "Utrecht");
    traces.called(client.petitions().sign(7, signature).await);
}

/// An answer with this status, headers and body.
pub(crate) fn answer(
    status: u16,
    headers: &[(&str, &str)],
    body: impl Into<FakeBody>,
) -> Response<FakeBody> {
    let mut answer = Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer.body(body.into()).unwrap()
}

/// What is printed of the settings of every client for this address, and of why it is refused.
pub(crate) fn refused(base: &str) -> Vec<(Victim, String)> {
    fn shown<T>(
        victim: Victim,
        builder: impl Debug,
        built: impl FnOnce() -> Result<T, Error>,
    ) -> (Victim, String) {
        let error = built().err().unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        (victim, format!("{builder:?} {error} {error:?}"))
    }
    let id = "7a5ea1ba-5f3c-4a2e-9d4e-0d6b3b9a3c11";
    macro_rules! each {
        ($($victim:ident: $builder:expr),+ $(,)?) => {
            vec![$({
                let builder = || $builder;
                shown(Victim::$victim, builder(), || builder().build())
            }),+]
        };
    }
    each!(
        GoVocal: govocal_client::Client::builder(base).credentials(id, SECRET),
        GraphQl: decidim_client::graphql::Client::builder(base).credentials(SECRET, SECRET),
        Rest: decidim_client::rest::Client::builder(base).credentials("id-of-the-caller", SECRET),
        Petitions: petitions_client::Client::builder(base).api_key(SECRET),
        OpenData: decidim_client::open_data::Client::builder(base),
    )
}
