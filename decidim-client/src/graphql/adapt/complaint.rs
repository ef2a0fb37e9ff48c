//! What a server says it does not know, traced back to where it stands in the query.

use super::lack::Lack;
use super::plan::Plan;
use super::source::{Edit, Spot};
use crate::graphql::server_error::ServerError;

/// What to cut, and what the host lacks.
pub(super) type Cut = (Edit, Lack);

impl Plan {
    /// The cuts that satisfy a complaint. `None` where no cut can.
    pub(super) fn cuts(&self, complaint: &ServerError) -> Option<Vec<Cut>> {
        match complaint.code()? {
            "undefinedField" => {
                let (on, field) = (complaint.text("typeName")?, complaint.text("fieldName")?);
                let lack = Lack::Field { on: on.to_owned(), field: field.to_owned() };
                let spots = self.fields_meant(complaint, field, on);
                some(spots.into_iter().map(|spot| (Edit::Field(spot), lack.clone())))
            }
            "undefinedType" => self.without_type(complaint.text("typeName")?),
            "selectionMismatch" => self.other_form(complaint),
            "missingRequiredArguments" => {
                let field = complaint.text("name")?;
                let spots = self.fields_meant(complaint, field, "");
                some(spots.into_iter().map(|spot| (Edit::Field(spot), self.lack_of(spot, field))))
            }
            "argumentNotAccepted" => self.without_argument(complaint),
            "cannotSpreadFragment" => {
                let (name, of) = (complaint.text("typeName")?, complaint.text("parentName"));
                let lack =
                    Lack::Kind { of: of.unwrap_or_default().to_owned(), name: name.to_owned() };
                some(
                    self.spreads_meant(complaint, name)
                        .into_iter()
                        .map(|edit| (edit, lack.clone())),
                )
            }
            "variableRequiresValidType" => match complaint.text("typeName") {
                Some(name) => self.without_type(name),
                None => None,
            },
            "variableMismatch" => {
                let variable = complaint.text("variableName")?.to_owned();
                let argument = complaint.text("argumentName").unwrap_or_default().to_owned();
                let field = field_in_path(complaint, &argument).unwrap_or_default();
                let on = self.parent_of(complaint, &field);
                let lack = Lack::Argument { on, field, argument };
                some([(Edit::Variable(variable), lack)])
            }
            _ => complaint.follows_from_another().then(Vec::new),
        }
    }

    fn without_type(&self, name: &str) -> Option<Vec<Cut>> {
        let lack = Lack::Type { name: name.to_owned() };
        some(self.source().edits_for_type(name).into_iter().map(|edit| (edit, lack.clone())))
    }

    /// An object here and a plain value there, or the other way round.
    fn other_form(&self, complaint: &ServerError) -> Option<Vec<Cut>> {
        let name = complaint.text("nodeName")?.split('\'').nth(1)?;
        let spots = self.fields_meant(complaint, name, "");
        some(spots.into_iter().filter_map(|spot| {
            let placed = self.source().field(spot)?;
            let (on, field) = (placed.parent.clone(), name.to_owned());
            Some(if placed.field.selection_set.items.is_empty() {
                (Edit::Field(spot), Lack::Field { on, field })
            } else {
                (Edit::Selections(spot), Lack::Object { on, field })
            })
        }))
    }

    fn without_argument(&self, complaint: &ServerError) -> Option<Vec<Cut>> {
        let (name, argument) = (complaint.text("name")?, complaint.text("argumentName")?);
        let names = |spot: &Spot| {
            let placed = self.source().field(*spot);
            placed.is_some_and(|p| p.field.arguments.iter().any(|(name, _)| name == argument))
        };
        if complaint.text("typeName") == Some("InputObject") {
            let lack = Lack::Member { input: name.to_owned(), member: argument.to_owned() };
            let spot = *self.fields_on_path(complaint).last()?;
            let names: Vec<_> = complaint.path.iter().filter_map(|part| part.as_str()).collect();
            let arguments = self.source().field(spot)?.field.arguments.iter();
            let given =
                arguments.map(|(name, _)| name).filter(|name| names.contains(&name.as_str()));
            let member = |of: &String| Edit::Member(spot, of.clone(), argument.to_owned());
            return some(given.map(|of| (member(of), lack.clone())));
        }
        let mut spots = self.fields_on_path(complaint);
        spots.retain(names);
        if spots.is_empty() {
            spots = self.source().fields_named(name).map(|(spot, _)| spot).filter(names).collect();
        }
        some(spots.into_iter().map(|spot| {
            let on = self.source().field(spot).map(|p| p.parent.clone()).unwrap_or_default();
            let (field, argument) = (name.to_owned(), argument.to_owned());
            (Edit::Argument(spot, argument.clone()), Lack::Argument { on, field, argument })
        }))
    }

    /// The fields of this name that a complaint means: by its places, else by its path, else all
    /// that are of this type, else all.
    fn fields_meant(&self, complaint: &ServerError, name: &str, on: &str) -> Vec<Spot> {
        let named = |spot: &Spot| self.source().field(*spot).is_some_and(|p| p.field.name == name);
        let by_place =
            complaint.locations.iter().filter_map(|at| self.original(at.line, at.column));
        let by_place: Vec<_> = by_place.filter(named).collect();
        if !by_place.is_empty() {
            return by_place;
        }
        let by_path = self.fields_on_path(complaint).into_iter().rev().find(named);
        if let Some(spot) = by_path {
            return vec![spot];
        }
        let of_type = self.source().fields_named(name).filter(|(_, placed)| placed.parent == on);
        let of_type: Vec<_> = of_type.map(|(spot, _)| spot).collect();
        if !of_type.is_empty() {
            return of_type;
        }
        self.source().fields_named(name).map(|(spot, _)| spot).collect()
    }

    fn spreads_meant(&self, complaint: &ServerError, name: &str) -> Vec<Edit> {
        let inline = self.source().conditions();
        let inline: Vec<_> = inline.into_iter().filter(|(_, on)| *on == name).collect();
        let by_place: Vec<_> =
            complaint.locations.iter().filter_map(|at| self.original(at.line, at.column)).collect();
        let meant: Vec<_> = inline
            .iter()
            .filter(|(spot, _)| by_place.contains(spot))
            .map(|found| found.0)
            .collect();
        if !meant.is_empty() {
            return meant.into_iter().map(Edit::Condition).collect();
        }
        let spreads = by_place.into_iter().filter(|spot| self.source().field(*spot).is_none());
        let spreads: Vec<_> = spreads.map(Edit::Condition).collect();
        if spreads.is_empty() {
            inline.into_iter().map(|(spot, _)| Edit::Condition(spot)).collect()
        } else {
            spreads
        }
    }

    fn lack_of(&self, spot: Spot, field: &str) -> Lack {
        let on = self.source().field(spot).map(|placed| placed.parent.clone()).unwrap_or_default();
        Lack::Field { on, field: field.to_owned() }
    }

    fn parent_of(&self, complaint: &ServerError, field: &str) -> String {
        let spots = self.fields_on_path(complaint).into_iter();
        let placed = spots.filter_map(|spot| self.source().field(spot));
        let named = placed.rev().find(|placed| placed.field.name == field);
        named.map(|placed| placed.parent.clone()).unwrap_or_default()
    }
}

/// The field that an argument's path names last.
fn field_in_path(complaint: &ServerError, argument: &str) -> Option<String> {
    let names = complaint.path.iter().filter_map(|part| part.as_str());
    let names: Vec<_> = names.filter(|name| *name != argument && !name.starts_with('$')).collect();
    names.last().map(|name| (*name).to_owned())
}

fn some(cuts: impl IntoIterator<Item = Cut>) -> Option<Vec<Cut>> {
    let cuts: Vec<_> = cuts.into_iter().collect();
    (!cuts.is_empty()).then_some(cuts)
}
