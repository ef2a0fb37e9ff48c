//! What an operation asks of its caller.

use super::version::RestVersion;

/// What a caller must bring.
#[derive(Clone, Copy, Debug)]
pub(super) struct Access {
    pub(super) scope: Option<&'static str>,
    pub(super) ability: Option<&'static str>,
    /// Whether only a participant's token will do.
    pub(super) participant: bool,
}

impl Access {
    pub(super) fn new(scope: &'static str, ability: &'static str) -> Self {
        Self { scope: Some(scope), ability: Some(ability), participant: false }
    }

    /// With the ability by the name that the version gives it: the main branch asks for the plural.
    pub(super) fn in_version(self, version: RestVersion) -> Self {
        let ability = self.ability.map(|ability| match ability {
            "system.organization.extended_data.read" if version >= RestVersion::Unreleased => {
                "system.organizations.extended_data.read"
            }
            "system.organization.extended_data.update" if version >= RestVersion::Unreleased => {
                "system.organizations.extended_data.update"
            }
            other => other,
        });
        Self { ability, ..self }
    }

    pub(super) fn of_scope(scope: &'static str) -> Self {
        Self { scope: Some(scope), ability: None, participant: false }
    }

    pub(super) fn of_participant(scope: &'static str, ability: &'static str) -> Self {
        Self { participant: true, ..Self::new(scope, ability) }
    }
}
