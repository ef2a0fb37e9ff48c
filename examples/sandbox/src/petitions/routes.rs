//! From a request to what answers it.

use bytes::Bytes;
use http::{Method, Request};

use super::churn::ChangingSignatures;
use super::failure::Failure;
use super::key::ApiKey;
use super::language::Language;
use super::reading::Reader;
use super::render::Renderer;
use super::state::PetitionsState;
use crate::query::Query;
use crate::reply::Reply;
use crate::site::Conditions;

impl PetitionsState {
    pub(super) fn reply(&mut self, request: &Request<Bytes>, conditions: Conditions<'_>) -> Reply {
        self.try_answer(request, conditions)
            .unwrap_or_else(|failure| failure.reply(self.settings.shape))
    }

    fn try_answer(
        &mut self,
        request: &Request<Bytes>,
        conditions: Conditions<'_>,
    ) -> Result<Reply, Failure> {
        self.world.do_jobs(conditions.now, self.settings.drifting_counts);
        let path = request.uri().path().strip_prefix("/api/v1/").ok_or(Failure::NoRoute)?;
        let query = Query::parse(request.uri().query());
        let key = self.key(&query)?;
        let asked = query.get("language");
        let asked = asked.filter(|it| !self.settings.site_languages || *it != "nl_fr");
        let language = Language::of(asked);
        let segments: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        let method = request.method();
        if method == Method::GET || method == Method::HEAD {
            let world = &mut self.world;
            conditions.churn.change(&mut ChangingSignatures { world, now: conditions.now });
            let reader = Reader {
                out: self.renderer(language),
                settings: &self.settings,
                key: &key,
                query: &query,
            };
            return match *segments.as_slice() {
                ["petitions"] => Ok(reader.petitions()),
                ["petitions", id] => reader.petition(id),
                ["signatures"] => reader.signatures(),
                ["organisations"] => Ok(reader.organisations()),
                ["organisations", id] => reader.organisation(id),
                _ => Err(Failure::NoRoute),
            };
        }
        let body = match *segments.as_slice() {
            ["petitions", id, "signature"] if method == Method::POST => {
                self.add_signature(id, request.body(), &key, language, conditions.now)?
            }
            ["petitions", id] if method == Method::PUT => {
                self.update_petition(id, request.body(), &key, language)?
            }
            _ => return Err(Failure::NoRoute),
        };
        Ok(self.renderer(language).written(&body))
    }

    fn key(&self, query: &Query) -> Result<ApiKey, Failure> {
        let text = query.get("api_key");
        let known = self.settings.keys.iter().find(|key| Some(key.text.as_str()) == text);
        known.cloned().ok_or(Failure::RefusedKey(self.settings.refused_key))
    }

    fn renderer(&self, language: Language) -> Renderer<'_> {
        Renderer {
            world: &self.world,
            shape: self.settings.shape,
            language,
            unknown_keys: self.settings.unknown_keys,
        }
    }
}
