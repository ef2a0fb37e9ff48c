//! Asks a site for the files of its open data, and follows it to where they are.

use std::sync::Arc;

use civic_core::Error;
use civic_core::clock::Clock;
use civic_core::http::platform::{HttpClient, RequestStats};
use civic_core::http::{CallOptions, Download, Request, Response};
use http::header;

use super::paths::PAGE;
use super::redirect::Redirect;
use super::refusal::Refusal;

/// How many redirects are followed: to a locale, to the store, and from there to the file.
const REDIRECTS: usize = 4;

/// The files of one site. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Files {
    http: HttpClient,
    pub(super) options: CallOptions,
}

impl Files {
    pub(super) fn new(http: HttpClient) -> Self {
        Self { http, options: CallOptions::new() }
    }

    pub(super) fn with_options(self, options: CallOptions) -> Self {
        Self { options, ..self }
    }

    /// The page that lists them.
    pub(super) async fn page(&self) -> Result<Response, Error> {
        let send = |request| self.http.execute(request);
        let stats = &mut RequestStats::default();
        self.following(PAGE, "text/html", send, |response| response, stats).await
    }

    pub(super) async fn open(&self, path: &str, accept: &str) -> Result<Download, Error> {
        self.open_counted(path, accept, &mut RequestStats::default()).await
    }

    /// The same, and adds what it took, also if it fails.
    pub(super) async fn open_counted(
        &self,
        path: &str,
        accept: &str,
        stats: &mut RequestStats,
    ) -> Result<Download, Error> {
        let send = |request| self.http.open(request);
        self.following(path, accept, send, Download::head, stats).await
    }

    /// Says in an error what it means where this path was asked for.
    pub(super) fn explain(&self, error: Error, path: &str) -> Error {
        Refusal::explain(error, path, self.host())
    }

    pub(super) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(self.http.clock())
    }

    /// The address of the site.
    pub(super) fn host(&self) -> &str {
        self.http.base().as_str().trim_end_matches('/')
    }

    /// Sends a request, and follows the redirects that keep to the file: to the same address under
    /// a locale, and to where the site stores it. A token never goes along, for there is none.
    async fn following<T, F: Future<Output = Result<T, Error>>>(
        &self,
        path: &str,
        accept: &str,
        send: impl Fn(Request) -> F,
        head: impl Fn(&T) -> &Response,
        stats: &mut RequestStats,
    ) -> Result<T, Error> {
        // One deadline for all the requests that it takes, and for the body.
        let options = self.options.clone().started(self.http.clock().as_ref());
        let mut request = Request::get(path);
        let (mut is_localised, mut redirects) = (false, 0);
        loop {
            request = request.header(header::ACCEPT, accept).takes_redirect();
            request = request.options(options.clone());
            let answer = send(request).await.map_err(|error| self.explain(error, path));
            stats.attempts += answer.as_ref().err().map_or(0, Error::attempts);
            let answer = answer?;
            let head = head(&answer);
            stats.add(head.stats());
            if !head.status().is_redirection() {
                return match Refusal::without_a_file(head) {
                    Some(error) => Err(error),
                    None => Ok(answer),
                };
            }
            let to = Redirect::of(head);
            redirects += 1;
            request = match to {
                Redirect::Localised(target) if !is_localised => {
                    is_localised = true;
                    Request::get_url(target)
                }
                Redirect::File(target) if redirects <= REDIRECTS => Request::get_url(target),
                to => return Err(Refusal::redirected(head, &to)),
            };
        }
    }
}
