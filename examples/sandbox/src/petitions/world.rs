//! The server's content.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;

use super::language::Language;

/// Until when the jobs of the night have been done.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Jobs {
    /// Deleting what was never confirmed, at 1 o'clock.
    pub(super) cleaned: i64,
    /// Counting signatures, at 4 o'clock.
    pub(super) counted: i64,
}

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
    /// Whom it is addressed to, if that is not an organisation of the site: a text of the petition's own.
    pub(super) organisation_name: Option<&'static str>,
    /// The column `signatures_count`: how many signatures there were when they were counted last.
    pub(super) count: usize,
    /// How far the column is off when counts drift: as so many to so many signatures.
    pub(super) drift: (usize, usize),
}

impl Petition {
    /// A text in a language, or in the first of its stand-ins that has one. The site then takes the
    /// petition's own column, which is null since texts have a table of their own.
    pub(super) fn text(&self, language: Language, which: fn(&Texts) -> &String) -> Option<&str> {
        let candidates = language.fallbacks();
        let found = candidates.iter().filter_map(|language| self.texts.get(language)).map(which);
        found.map(String::as_str).find(|text| !text.is_empty())
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
    /// Milliseconds; whole seconds. None where the column is null.
    pub(super) confirmed: Option<i64>,
}

/// Somebody who has yet to follow the mailed link.
#[derive(Clone, Debug)]
pub(super) struct Unconfirmed {
    pub(super) petition: u64,
    pub(super) email: String,
    pub(super) signed: i64,
}

#[derive(Debug)]
pub(super) struct World {
    /// Newest first.
    pub(super) petitions: Vec<Petition>,
    pub(super) organisations: Vec<Organisation>,
    /// Oldest first; before them those without a moment, as the database sorts null.
    pub(super) signatures: Vec<Signature>,
    pub(super) unconfirmed: Vec<Unconfirmed>,
    /// Petition and address of everyone who signed through the API, confirmed or not.
    pub(super) signed: BTreeSet<(u64, String)>,
    pub(super) rng: Rng,
    /// When the jobs of the night ran last.
    pub(super) jobs: Jobs,
}

impl World {
    pub(super) fn petition(&self, id: u64) -> Option<&Petition> {
        self.petitions.iter().find(|petition| petition.id == id)
    }

    pub(super) fn petition_mut(&mut self, id: u64) -> Option<&mut Petition> {
        self.petitions.iter_mut().find(|petition| petition.id == id)
    }

    /// Whether it is gone: with 100 signatures or more it stays.
    pub(super) fn delete_petition(&mut self, id: u64) -> bool {
        let signatures = self.signature_count(id);
        let unconfirmed = self.unconfirmed.iter().filter(|it| it.petition == id).count();
        if self.petition(id).is_none() || signatures.max(unconfirmed) >= 100 {
            return false;
        }
        self.petitions.retain(|petition| petition.id != id);
        self.signatures.retain(|signature| signature.petition != id);
        self.unconfirmed.retain(|signatory| signatory.petition != id);
        true
    }

    pub(super) fn organisation(&self, id: u64) -> Option<&Organisation> {
        self.organisations.iter().find(|organisation| organisation.id == id)
    }

    /// Adds a confirmed signature, the last of its second.
    pub(super) fn sign(&mut self, petition: u64, at: i64) {
        let confirmed = Some(at.div_euclid(1000) * 1000);
        let place = self.signatures.partition_point(|other| other.confirmed <= confirmed);
        self.signatures.insert(place, Signature { petition, confirmed });
    }

    pub(super) fn confirm_all(&mut self, now: i64) -> usize {
        let waiting = std::mem::take(&mut self.unconfirmed);
        for signatory in &waiting {
            self.sign(signatory.petition, now);
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
