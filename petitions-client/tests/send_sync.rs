//! Every public type can be sent to another task, shared, moved and shown. Checked when this is
//! compiled; `civic-core/tests/public_api.rs` sees to it that no type is left out.

use std::fmt::Debug;

use static_assertions::assert_impl_all;

macro_rules! pinned {
    ($($kind:ty),+ $(,)?) => { $(assert_impl_all!($kind: Send, Sync, Unpin, Debug);)+ };
}

pinned!(
    petitions_client::Client,
    petitions_client::ClientBuilder,
    petitions_client::Id,
    petitions_client::Moment,
    petitions_client::resources::organisations::Organisations,
    petitions_client::resources::organisations::Organisation,
    petitions_client::resources::organisations::OrganisationKind,
    petitions_client::resources::organisations::OrganisationField,
    petitions_client::resources::organisations::OrganisationList,
    petitions_client::resources::organisations::GetOrganisation,
    petitions_client::resources::petitions::PetitionListField,
    petitions_client::resources::petitions::PetitionField,
    petitions_client::resources::petitions::GetPetition,
    petitions_client::resources::petitions::PetitionList,
    petitions_client::resources::petitions::Petitions,
    petitions_client::resources::petitions::Petition,
    petitions_client::resources::petitions::PetitionStatus,
    petitions_client::resources::petitions::NewSignature,
    petitions_client::resources::petitions::Sign,
    petitions_client::resources::petitions::Signed,
    petitions_client::resources::petitions::UpdatePetition,
    petitions_client::resources::petitions::Updated,
    petitions_client::resources::signatures::SignatureList,
    petitions_client::resources::signatures::Signatures,
    petitions_client::resources::signatures::Signature,
    petitions_client::resources::signatures::Named,
    petitions_client::ServerError,
    petitions_client::server_error::RefusedFields,
);
