//! A running site: what all platforms have in common.
//!
//! Tests name [`GoVocal`](crate::GoVocal), [`Decidim`](crate::Decidim) and
//! [`Petitions`](crate::Petitions), which are sites. The traits say what each platform adds.

mod builder;
mod settings;
mod software;

pub use builder::Builder;
pub use settings::SiteSettings;
pub use software::{Conditions, Description, Multilingual, SignsIn, Software};

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{DATE, RETRY_AFTER};
use http::{HeaderValue, Request};

use crate::churn::Churn;
use crate::fault::{Drawn, Fault, FaultRule, FaultRules};
use crate::moment::milliseconds;
use crate::platform::Platform;
use crate::rate_limit::Counter;
use crate::reply::Reply;
use crate::request_log::Logged;

/// A site of a platform: [`GoVocal`](crate::GoVocal), [`Decidim`](crate::Decidim) or
/// [`Petitions`](crate::Petitions). Clones are the same site.
///
/// What all platforms have stands under `impl<S> Site<S>`; what one of them has, under `Site<GoVocalState>`,
/// `Site<DecidimState>` and `Site<PetitionsState>`.
pub struct Site<S: Software> {
    settings: Arc<SiteSettings>,
    entrance: Arc<Mutex<Entrance>>,
    software: Arc<Mutex<S>>,
}

/// What stands between the wire and the software. Locked before the software.
#[derive(Debug, Default)]
struct Entrance {
    requests: Counter,
    faults: FaultRules,
    log: Vec<Logged>,
    churn: Churn,
}

impl<S: Software> Site<S> {
    fn new(site: SiteSettings, settings: S::Settings) -> Self {
        let site = Arc::new(site);
        let software = S::install(Arc::clone(&site), settings);
        Self { settings: site, entrance: Arc::default(), software: Arc::new(Mutex::new(software)) }
    }

    fn entrance(&self) -> MutexGuard<'_, Entrance> {
        self.entrance.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn software(&self) -> MutexGuard<'_, S> {
        self.software.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn settings(&self) -> &SiteSettings {
        &self.settings
    }

    /// The site's clock, in milliseconds of the Unix epoch.
    pub(crate) fn now(&self) -> i64 {
        milliseconds(self.time())
    }

    fn time(&self) -> SystemTime {
        (self.settings.clock)()
    }

    /// From now on, a list changes this much before each request for a page of it. In Decidim that is
    /// a component's content; in petitions.eu, signatures come and go.
    pub fn churn(&self, churn: Churn) {
        self.entrance().churn = churn;
    }

    /// Adds a fault rule. Of the rules that match a request, the first that strikes wins. A GraphQL
    /// request is matched as if its address held `operation=NAME` and each variable that is a text
    /// or a number (`after=Mg`). The name is that of the operation in the query, such as `Proposals`;
    /// [`requests`](Self::requests) shows it, and the README lists those of `decidim-client`.
    pub fn inject(&self, rule: FaultRule) {
        self.entrance().faults.add(rule);
    }

    /// Removes all fault rules.
    pub fn clear_faults(&self) {
        self.entrance().faults.clear();
    }

    /// The requests that arrived, in order. All are kept, with their bodies, until
    /// [`clear_requests`](Self::clear_requests).
    pub fn requests(&self) -> Vec<Logged> {
        self.entrance().log.clone()
    }

    /// Forgets the requests that arrived.
    pub fn clear_requests(&self) {
        self.entrance().log.clear();
    }

    /// The answer, as far as the fault lets it come to be.
    fn answer(
        &self,
        entrance: &mut Entrance,
        request: &Request<Bytes>,
        time: SystemTime,
        drawn: &Drawn,
    ) -> Reply {
        let fault = drawn.fault.as_ref();
        let now = milliseconds(time);
        if let Some(instead) = fault.and_then(|fault| fault.instead(time)) {
            if drawn.after_work {
                self.work(entrance, request, now, None);
            }
            return instead;
        }
        let Some(fault) = fault else { return self.work(entrance, request, now, None) };
        let bent = S::PAGES.map(|pages| fault.bend(request.clone(), pages));
        let reply = self.work(entrance, bent.as_ref().unwrap_or(request), now, Some(fault));
        self.software().spoil(fault, request, reply)
    }

    /// The software's own answer, or the refusal of the site's request limit.
    fn work(
        &self,
        entrance: &mut Entrance,
        request: &Request<Bytes>,
        now: i64,
        fault: Option<&Fault>,
    ) -> Reply {
        if let Some(limit) = self.settings.rate_limit
            && !entrance.requests.admit(limit, now)
        {
            let reply = Reply::rate_limited();
            // As rack-attack counts it: the seconds that are left of the window.
            let window = i64::try_from(limit.window.as_secs()).unwrap_or(i64::MAX).max(1);
            let left = window - now.div_euclid(1000).rem_euclid(window);
            return if self.settings.retry_after {
                reply.with_header(RETRY_AFTER, HeaderValue::from(left))
            } else {
                reply
            };
        }
        let conditions = Conditions { now, churn: entrance.churn, fault };
        self.software().answer(request, conditions)
    }
}

impl<S: SignsIn> Site<S> {
    /// Every token issued so far is refused from now on.
    pub fn revoke_tokens(&self) {
        self.software().revoke_tokens();
    }
}

impl<S: Multilingual> Site<S> {
    /// The site's languages, the main one first.
    pub fn locales(&self) -> &[String] {
        &self.settings.locales
    }
}

impl<S: Software> Platform for Site<S> {
    /// Every answer says when it was made, by the site's own clock.
    fn handle(&self, request: Request<Bytes>) -> Reply {
        let time = self.time();
        let description = S::describe(&request);
        let mut entrance = self.entrance();
        let drawn = entrance.faults.draw(&description.in_address(&request));
        let mut reply = self.answer(&mut entrance, &request, time, &drawn);
        reply.delay += drawn.delay;
        if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(time)) {
            reply = reply.with_header(DATE, date);
        }
        let logged = Logged::of(&request, reply.status(), time);
        entrance.log.push(Logged { operation: description.operation, ..logged });
        reply
    }

    fn spoil(&self, fault: &Fault, request: &Request<Bytes>, reply: Reply) -> Reply {
        self.software().spoil(fault, request, reply)
    }
}

impl<S: Software> Clone for Site<S> {
    fn clone(&self) -> Self {
        Self {
            settings: Arc::clone(&self.settings),
            entrance: Arc::clone(&self.entrance),
            software: Arc::clone(&self.software),
        }
    }
}

impl<S: Software> fmt::Debug for Site<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site").field("settings", &self.settings).finish_non_exhaustive()
    }
}
