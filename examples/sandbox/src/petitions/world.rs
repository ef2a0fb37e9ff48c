//! The server's content.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;

use super::language::Language;

/// A petition's texts in one language; an empty one is not translated.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) initiators: String,
    pub(super) statement: String,
    pub(super) request: String,
}

#[derive(Clone, Debug)]
pub(super) struct Petition {
    pub(super) id: u64,
    pub(super) created: i64,
    pub(super) status: String,
    pub(super) texts: BTreeMap<Language, Texts>,
    /// Days as `YYYY-MM-DD`.
    pub(super) date_projected: Option<String>,
    pub(super) answer_due_date: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) organisation: Option<u64>,
    /// By how much the cached count is off when counts drift.
    pub(super) drift: i64,
}

impl Petition {
    /// A text in a language, or in the first of its stand-ins that has one.
    pub(super) fn text(&self, language: Language, which: fn(&Texts) -> &String) -> &str {
        let candidates = language.fallbacks();
        let found = candidates.iter().filter_map(|language| self.texts.get(language)).map(which);
        found.map(String::as_str).find(|text| !text.is_empty()).unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
pub(super) struct Organisation {
    pub(super) id: u64,
    pub(super) name: Option<String>,
    pub(super) kind: Option<String>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Signature {
    pub(super) petition: u64,
    /// Milliseconds; whole seconds.
    pub(super) confirmed: i64,
}

#[derive(Debug)]
pub(super) struct World {
    /// Newest first.
    pub(super) petitions: Vec<Petition>,
    pub(super) organisations: Vec<Organisation>,
    /// Oldest first.
    pub(super) signatures: Vec<Signature>,
    /// The petitions whose signatories have yet to follow their mailed link, one entry for each.
    pub(super) unconfirmed: Vec<u64>,
    /// Petition and address of everyone who signed through the API, confirmed or not.
    pub(super) signed: BTreeSet<(u64, String)>,
    pub(super) rng: Rng,
}

impl World {
    pub(super) fn petition(&self, id: u64) -> Option<&Petition> {
        self.petitions.iter().find(|petition| petition.id == id)
    }

    pub(super) fn petition_mut(&mut self, id: u64) -> Option<&mut Petition> {
        self.petitions.iter_mut().find(|petition| petition.id == id)
    }

    pub(super) fn organisation(&self, id: u64) -> Option<&Organisation> {
        self.organisations.iter().find(|organisation| organisation.id == id)
    }

    /// Adds a confirmed signature, the last of its second.
    pub(super) fn sign(&mut self, petition: u64, at: i64) {
        let confirmed = at.div_euclid(1000) * 1000;
        let place = self.signatures.partition_point(|other| other.confirmed <= confirmed);
        self.signatures.insert(place, Signature { petition, confirmed });
    }

    pub(super) fn confirm_all(&mut self, now: i64) -> usize {
        let waiting = std::mem::take(&mut self.unconfirmed);
        for petition in &waiting {
            self.sign(*petition, now);
        }
        waiting.len()
    }

    /// The newest signatures that pass, newest first.
    pub(super) fn newest(&self, most: usize, pass: impl Fn(&Signature) -> bool) -> Vec<Signature> {
        self.signatures
            .iter()
            .rev()
            .filter(|signature| pass(signature))
            .take(most)
            .copied()
            .collect()
    }

    pub(super) fn signature_count(&self, petition: u64) -> usize {
        self.signatures.iter().filter(|signature| signature.petition == petition).count()
    }
}
