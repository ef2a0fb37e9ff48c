//! What a server says it does not know, traced back to where it stands in the query.

use super::missing_feature::MissingFeature;
use super::plan::Plan;
use super::source_query::{Edit, SourcePosition};
use crate::graphql::server_error::ServerError;

/// What to cut, and what the host does not have.
pub(super) type Cut = (Edit, MissingFeature);

impl Plan {
    /// The cuts that mend this error. `None` where no cut can.
    pub(super) fn cuts(&self, validation_error: &ServerError) -> Option<Vec<Cut>> {
        match validation_error.code()? {
            "undefinedField" => {
                let (on, field) =
                    (validation_error.text("typeName")?, validation_error.text("fieldName")?);
                let feature = MissingFeature::Field { on: on.to_owned(), field: field.to_owned() };
                let positions = self.fields_meant(validation_error, field, on);
                some(positions.into_iter().map(|position| (Edit::Field(position), feature.clone())))
            }
            "undefinedType" => self.without_type(validation_error.text("typeName")?),
            "selectionMismatch" => self.other_form(validation_error),
            "missingRequiredArguments" => {
                let field = validation_error.text("name")?;
                let positions = self.fields_meant(validation_error, field, "");
                some(
                    positions.into_iter().map(|position| {
                        (Edit::Field(position), self.missing_field(position, field))
                    }),
                )
            }
            "argumentNotAccepted" => self.without_argument(validation_error),
            "cannotSpreadFragment" => {
                let (name, of) =
                    (validation_error.text("typeName")?, validation_error.text("parentName"));
                let feature = MissingFeature::Kind {
                    of: of.unwrap_or_default().to_owned(),
                    name: name.to_owned(),
                };
                some(
                    self.spreads_meant(validation_error, name)
                        .into_iter()
                        .map(|edit| (edit, feature.clone())),
                )
            }
            "variableRequiresValidType" => match validation_error.text("typeName") {
                Some(name) => self.without_type(name),
                None => None,
            },
            "variableMismatch" => {
                let variable = validation_error.text("variableName")?.to_owned();
                let argument = validation_error.text("argumentName").unwrap_or_default().to_owned();
                let field = field_in_path(validation_error, &argument).unwrap_or_default();
                let on = self.parent_of(validation_error, &field);
                let feature = MissingFeature::Argument { on, field, argument };
                some([(Edit::Variable(variable), feature)])
            }
            _ => validation_error.follows_from_another().then(Vec::new),
        }
    }

    fn without_type(&self, name: &str) -> Option<Vec<Cut>> {
        let feature = MissingFeature::Type { name: name.to_owned() };
        some(self.source().edits_for_type(name).into_iter().map(|edit| (edit, feature.clone())))
    }

    /// An object here and a plain value there, or the other way round.
    fn other_form(&self, validation_error: &ServerError) -> Option<Vec<Cut>> {
        let name = validation_error.text("nodeName")?.split('\'').nth(1)?;
        let positions = self.fields_meant(validation_error, name, "");
        some(positions.into_iter().filter_map(|position| {
            let typed = self.source().field(position)?;
            let (on, field) = (typed.parent.clone(), name.to_owned());
            Some(if typed.field.selection_set.items.is_empty() {
                (Edit::Field(position), MissingFeature::Field { on, field })
            } else {
                (Edit::Selections(position), MissingFeature::Object { on, field })
            })
        }))
    }

    fn without_argument(&self, validation_error: &ServerError) -> Option<Vec<Cut>> {
        let (name, argument) =
            (validation_error.text("name")?, validation_error.text("argumentName")?);
        let names = |position: &SourcePosition| {
            let typed = self.source().field(*position);
            typed.is_some_and(|p| p.field.arguments.iter().any(|(name, _)| name == argument))
        };
        if validation_error.text("typeName") == Some("InputObject") {
            let feature =
                MissingFeature::Member { input: name.to_owned(), member: argument.to_owned() };
            let position = *self.fields_on_path(validation_error).last()?;
            let names: Vec<_> =
                validation_error.path.iter().filter_map(|part| part.as_str()).collect();
            let arguments = self.source().field(position)?.field.arguments.iter();
            let given =
                arguments.map(|(name, _)| name).filter(|name| names.contains(&name.as_str()));
            let member = |of: &String| Edit::Member(position, of.clone(), argument.to_owned());
            return some(given.map(|of| (member(of), feature.clone())));
        }
        let mut positions = self.fields_on_path(validation_error);
        positions.retain(names);
        if positions.is_empty() {
            positions = self
                .source()
                .fields_named(name)
                .map(|(position, _)| position)
                .filter(names)
                .collect();
        }
        some(positions.into_iter().map(|position| {
            let on = self.source().field(position).map(|p| p.parent.clone()).unwrap_or_default();
            let (field, argument) = (name.to_owned(), argument.to_owned());
            (
                Edit::Argument(position, argument.clone()),
                MissingFeature::Argument { on, field, argument },
            )
        }))
    }

    /// The fields of this name that an error means: by its places, else by its path, else all
    /// that are of this type, else all.
    fn fields_meant(
        &self,
        validation_error: &ServerError,
        name: &str,
        on: &str,
    ) -> Vec<SourcePosition> {
        let named = |position: &SourcePosition| {
            self.source().field(*position).is_some_and(|p| p.field.name == name)
        };
        let by_place =
            validation_error.locations.iter().filter_map(|at| self.original(at.line, at.column));
        let by_place: Vec<_> = by_place.filter(named).collect();
        if !by_place.is_empty() {
            return by_place;
        }
        let by_path = self.fields_on_path(validation_error).into_iter().rev().find(named);
        if let Some(position) = by_path {
            return vec![position];
        }
        let of_type = self.source().fields_named(name).filter(|(_, typed)| typed.parent == on);
        let of_type: Vec<_> = of_type.map(|(position, _)| position).collect();
        if !of_type.is_empty() {
            return of_type;
        }
        self.source().fields_named(name).map(|(position, _)| position).collect()
    }

    fn spreads_meant(&self, validation_error: &ServerError, name: &str) -> Vec<Edit> {
        let inline = self.source().conditions();
        let inline: Vec<_> = inline.into_iter().filter(|(_, on)| *on == name).collect();
        let by_place: Vec<_> = validation_error
            .locations
            .iter()
            .filter_map(|at| self.original(at.line, at.column))
            .collect();
        let meant: Vec<_> = inline
            .iter()
            .filter(|(position, _)| by_place.contains(position))
            .map(|found| found.0)
            .collect();
        if !meant.is_empty() {
            return meant.into_iter().map(Edit::Condition).collect();
        }
        let spreads =
            by_place.into_iter().filter(|position| self.source().field(*position).is_none());
        let spreads: Vec<_> = spreads.map(Edit::Condition).collect();
        if spreads.is_empty() {
            inline.into_iter().map(|(position, _)| Edit::Condition(position)).collect()
        } else {
            spreads
        }
    }

    fn missing_field(&self, position: SourcePosition, field: &str) -> MissingFeature {
        let on =
            self.source().field(position).map(|typed| typed.parent.clone()).unwrap_or_default();
        MissingFeature::Field { on, field: field.to_owned() }
    }

    fn parent_of(&self, validation_error: &ServerError, field: &str) -> String {
        let positions = self.fields_on_path(validation_error).into_iter();
        let typed = positions.filter_map(|position| self.source().field(position));
        let named = typed.rev().find(|typed| typed.field.name == field);
        named.map(|typed| typed.parent.clone()).unwrap_or_default()
    }
}

/// The field that an argument's path names last.
fn field_in_path(validation_error: &ServerError, argument: &str) -> Option<String> {
    let names = validation_error.path.iter().filter_map(|part| part.as_str());
    let names: Vec<_> = names.filter(|name| *name != argument && !name.starts_with('$')).collect();
    names.last().map(|name| (*name).to_owned())
}

fn some(cuts: impl IntoIterator<Item = Cut>) -> Option<Vec<Cut>> {
    let cuts: Vec<_> = cuts.into_iter().collect();
    (!cuts.is_empty()).then_some(cuts)
}
