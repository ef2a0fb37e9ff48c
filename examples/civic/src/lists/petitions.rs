//! The lists of a petitions server.

use petitions_client::Client;
use petitions_client::resources::petitions::PetitionListField;

use super::{Entry, list, list_of};

pub(super) fn lists() -> Vec<Entry<Client>> {
    vec![
        list!("organisations", |site| site.organisations().list()),
        list_of!("petitions", "organisation", |site, id| site
            .petitions()
            .list()
            .organisations(id)
            .fields(PetitionListField::all())),
        list_of!("signatures", "petition", |site, id| site.signatures().list().petitions(id)),
    ]
}
