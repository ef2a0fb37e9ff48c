//! The components of a site, one kind of space after the other.

use std::collections::VecDeque;

use civic_core::http::platform::RequestStats;
use civic_core::list::Paginator;
use civic_core::list::source::{Fetch, Key, ListSpec, Next, Page, PageSource, Proof};
use civic_core::{Error, ErrorKind};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::graphql::answer::present;
use crate::graphql::client::Client;
use crate::graphql::lists::fallback::{Fallback, Found};
use crate::graphql::records::operation::{Asked, Form, Operation};
use crate::graphql::resources::{Component, SpaceKind, manifest_of, manifests};
use crate::graphql::sync::{Model, Source};

const ALL: Operation =
    Operation::new("SiteComponents", include_str!("../../../graphql/components.graphql"));

/// The questions of a consultation are spaces of their own.
const OF_CONSULTATIONS: Operation =
    Operation::new("ConsultationComponents", include_str!("../../../graphql/components.graphql"));

/// The components of a site, or those of one kind.
pub(super) struct SiteComponents {
    client: Client,
    kind: Option<&'static str>,
}

#[derive(Deserialize)]
#[allow(clippy::option_option, reason = "a list, null and nothing are three things")]
struct Space<'a> {
    /// `Some(None)` where they are null.
    #[serde(borrow, default, deserialize_with = "present")]
    components: Option<Option<Vec<Option<&'a RawValue>>>>,
    /// Of a consultation.
    #[serde(borrow, default)]
    questions: Option<Vec<Option<Space<'a>>>>,
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow, rename = "__typename")]
    kind: std::borrow::Cow<'a, str>,
}

/// All components of a site.
pub(super) fn source(client: Client) -> Source<Component> {
    let model = Model {
        operation: ALL,
        form: Form::Whole,
        variables: Map::new(),
        path: vec!["participatoryProcesses", "components", "id"],
    };
    let list = "all components".to_owned();
    // Sites answer for single components too that they do not list.
    Source::new(client, "components", list, model, |client, _| {
        Paginator::by_cursor(SiteComponents::new(client.clone(), None))
    })
}

impl SiteComponents {
    pub(super) fn new(client: Client, kind: Option<&'static str>) -> Self {
        Self { client, kind }
    }

    /// The components in spaces of one kind; none where the site's version has no such spaces. Where the
    /// site fails to list all of them together, they are read kind by kind.
    pub(super) async fn of(&self, space: SpaceKind) -> Result<Found, Error> {
        let mut variables = Map::new();
        if let Some(kind) = self.kind {
            variables.insert("filter".to_owned(), json!({"type": manifest_of(kind)}));
        }
        let asked = Asked {
            variables,
            // Where the site cannot choose, this client does.
            soft: &["filter"],
            essential: &[space.list(), "components", "id"],
            // Where the memory says that there is no such kind of space, the site is not asked again.
            trusting: true,
            ..Asked::default()
        };
        let fallback = Fallback::ComponentsByKind(manifests);
        fallback.rows(asked, |asked| self.ask(space, asked)).await
    }

    async fn ask(&self, kind: SpaceKind, asked: Asked<'_>) -> Result<Found, Error> {
        let path = [kind.list()];
        let (operation, form) = match kind {
            SpaceKind::Consultation => (OF_CONSULTATIONS, Form::Whole),
            kind => {
                let field = kind.list();
                (ALL, Form::Instead { of: "participatoryProcesses", field })
            }
        };
        let answer = match operation.run(&self.client, form, asked).await {
            Ok(answer) => answer,
            Err(error) if is_of_no_such(&self.client, kind, &error) => {
                return Ok(Found { stats: RequestStats::from(&error), ..Found::default() });
            }
            Err(error) => return Err(error),
        };
        let Some(spaces) = answer.read_at::<Vec<Option<Space<'_>>>>(&path)? else {
            return Err(answer.no_list_at(&path, kind.list()));
        };
        let mut found = Found { stats: answer.stats(), ..Found::default() };
        let (mut hidden, mut unlisted, mut unnamed) = (0, 0_u64, 0_u64);
        let mut spaces: VecDeque<_> = spaces.into_iter().map(|space| (space, false)).collect();
        while let Some((space, is_question)) = spaces.pop_front() {
            // A space that this caller may not see.
            let Some(Space { components, questions }) = space else {
                hidden += 1;
                continue;
            };
            spaces.extend(questions.into_iter().flatten().map(|question| (question, true)));
            let listed = match components {
                Some(Some(listed)) => listed,
                // Questions of some versions have none, and are not asked for them.
                None if is_question => continue,
                // All its listed, where the server says why; else nobody knows what was in them.
                _ => {
                    hidden += u64::from(!answer.errors().is_empty());
                    unlisted += u64::from(answer.errors().is_empty());
                    continue;
                }
            };
            hidden += listed.iter().filter(|component| component.is_none()).count() as u64;
            for component in listed.into_iter().flatten() {
                match self.is_meant(component) {
                    Some(true) => found.rows.push(answer.share(component)),
                    Some(false) => {}
                    None => unnamed += 1,
                }
            }
        }
        found.omitted = answer.omitted(hidden);
        if unnamed > 0 {
            found.omitted.errors.push(format!(
                "{unnamed} components of the {} do not say of which kind they are: what is in them is missing",
                kind.list()
            ));
        }
        if unlisted > 0 {
            let text = format!("{unlisted} of the {} came without their components", kind.list());
            found.omitted.errors.push(text);
        }
        Ok(found)
    }
}

/// Whether the error says that the site's version has no spaces of this kind, and no more.
pub(super) fn is_of_no_such(client: &Client, kind: SpaceKind, error: &Error) -> bool {
    error.kind() == ErrorKind::Unsupported
        && client.capabilities().is_field_missing("Query", kind.list())
}

impl SiteComponents {
    /// Whether it is of the kind that is read; `None` where it does not say what it is. The questions of a
    /// consultation take no filter, nor do other spaces of some sites.
    fn is_meant(&self, component: &RawValue) -> Option<bool> {
        let Some(kind) = self.kind else { return Some(true) };
        let component = serde_json::from_str::<Kind<'_>>(component.get()).ok()?;
        Some(component.kind == kind)
    }
}

impl ListSpec for SiteComponents {
    type Item = Component;

    fn resource_name(&self) -> &'static str {
        "components"
    }

    fn identity(&self) -> String {
        let base = self.client.base_url().trim_end_matches('/');
        let kind = self.kind.map_or(Value::Null, Value::from);
        format!("decidim-client/1 {base}/api SiteComponents {kind}")
    }

    fn key(&self, component: &Component) -> Key {
        component.id.key()
    }
}

impl PageSource for SiteComponents {
    type List = Self;
    /// The kind of space that comes next, by its place among all kinds.
    type Cursor = usize;

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "spaces"
    }

    fn first(&self) -> usize {
        0
    }

    fn fetch(&self, place: usize) -> Fetch<'_, Self> {
        Box::pin(async move {
            let Some(kind) = SpaceKind::ALL.get(place) else {
                return Err(Error::protocol("there is no such kind of space"));
            };
            let Found { rows, omitted, stats, .. } = self.of(*kind).await?;
            let next = place + 1;
            // Each kind of space comes in one answer, and a component stays in its space.
            let next = if next < SpaceKind::ALL.len() {
                Next::Page(next)
            } else {
                Next::End(Proof::Sound)
            };
            Ok(Page::new(rows, next, stats).omitted(omitted))
        })
    }
}
