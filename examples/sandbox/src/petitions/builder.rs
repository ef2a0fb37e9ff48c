//! How a petitions.eu server is set up: what other platforms do not have.

use http::StatusCode;

use super::key::ApiKey;
use super::shape::Shape;
use super::state::PetitionsState;
use crate::site::Builder;

/// Sets up a petitions.eu server.
pub type PetitionsBuilder = Builder<PetitionsState>;

impl Builder<PetitionsState> {
    /// The number of petitions; they take every status in turn. Default 33.
    pub fn petitions(self, count: usize) -> Self {
        self.with(|it| it.petitions = count)
    }

    /// The number of organisations. Default 8.
    pub fn organisations(self, count: usize) -> Self {
        self.with(|it| it.organisations = count)
    }

    /// The number of signatures of each petition, spread over the days since it began, some of them
    /// in the same second. Default 60.
    pub fn signatures(self, per_petition: usize) -> Self {
        self.with(|it| it.signatures = per_petition)
    }

    /// Puts this many further signatures of the oldest petition on one day. Default 0.
    pub fn crowded_day(self, signatures: usize) -> Self {
        self.with(|it| it.crowded_day = signatures)
    }

    /// Puts this many further signatures of the oldest petition into one second. Default 0.
    pub fn crowded_second(self, signatures: usize) -> Self {
        self.with(|it| it.crowded_second = signatures)
    }

    /// The shape of the answers. Default [`Shape::default`].
    pub fn shape(self, shape: Shape) -> Self {
        self.with(|it| it.shape = shape)
    }

    /// Knows one more API key, besides [`TEST_KEY`](crate::Petitions::TEST_KEY), [`PLAIN_KEY`](crate::Petitions::PLAIN_KEY) and
    /// [`FULL_KEY`](crate::Petitions::FULL_KEY). A key of the same text is replaced.
    pub fn key(self, key: ApiKey) -> Self {
        self.with(|it| {
            it.keys.retain(|known| known.text != key.text);
            it.keys.push(key);
        })
    }

    /// The status of the answer to a missing or wrong key. Default 401.
    pub fn refused_key(self, status: StatusCode) -> Self {
        self.with(|it| it.refused_key = status)
    }

    /// At most this many petitions in one answer. Default: no limit is known.
    pub fn most_petitions(self, most: usize) -> Self {
        self.with(|it| it.most_petitions = Some(most))
    }

    /// Named `fields` come instead of the default ones (the id stays). Default: besides them.
    pub fn fields_replace(self, replace: bool) -> Self {
        self.with(|it| it.fields_replace = replace)
    }

    /// A signature needs name and e-mail only. Default: city and `visible` as well.
    pub fn optional_city(self, optional: bool) -> Self {
        self.with(|it| it.optional_city = optional)
    }

    /// So many further signatures of the oldest petition have no moment. They come last, and in no answer
    /// that `from` or `to` bounds. Default 0.
    pub fn undated_signatures(self, count: usize) -> Self {
        self.with(|it| it.undated = count)
    }

    /// `signatures_count` of most petitions is off even at night, as it was on the site: from some
    /// signatures too few to half as many too many. Default off: right at 4 o'clock, Dutch time, and as it
    /// was then until the next night.
    pub fn drifting_counts(self, drift: bool) -> Self {
        self.with(|it| it.drifting_counts = drift)
    }

    /// Lists leave petitions out that are `concept` or `staging`, which are not public on the site. Default
    /// off.
    pub fn hides_unpublished(self, hides: bool) -> Self {
        self.with(|it| it.hides_unpublished = hides)
    }

    /// Only the site's own languages are known: Frisian is `frl`, and `nl_fr` is answered in Dutch. Default
    /// off.
    pub fn site_languages(self, only: bool) -> Self {
        self.with(|it| it.site_languages = only)
    }

    /// A petition of any status can be signed. Default: one that is `live`.
    pub fn signs_any_status(self, any: bool) -> Self {
        self.with(|it| it.signs_any_status = any)
    }

    /// Records carry keys that no description names. Default on.
    pub fn unknown_keys(self, unknown: bool) -> Self {
        self.with(|it| it.unknown_keys = unknown)
    }

    /// `to` covers only the first moment of its day. Default: the whole day.
    pub fn to_ends_at_midnight(self, midnight: bool) -> Self {
        self.with(|it| it.to_ends_at_midnight = midnight)
    }

    /// The days of `from` and `to` are days of UTC. Default: of Dutch time.
    pub fn utc_days(self, utc: bool) -> Self {
        self.with(|it| it.utc_days = utc)
    }
}
