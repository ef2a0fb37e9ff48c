//! The lists of a petitions server.

use petitions_client::Client;
use petitions_client::resources::petitions::PetitionListField;

use super::Line;
use super::Open::{All, Of};
use crate::rows::rows;

pub(super) const LISTS: &[Line<Client>] = &[
    ("organisations", All(|site| rows(site.organisations().list().stream()))),
    (
        "petitions",
        Of("organisation", |site, id| {
            rows(
                site.petitions().list().organisations(id).fields(PetitionListField::all()).stream(),
            )
        }),
    ),
    (
        "signatures",
        Of("petition", |site, id| rows(site.signatures().list().petitions(id).stream())),
    ),
];
