//! The cost of a query: a point for each field, and from 0.28 on the content of a page as often as
//! the page is long.

use apollo_compiler::Node;
use apollo_compiler::ast::{Directive, Field as AstField, Selection};
use serde_json::Value;

use super::query::Query;
use crate::decidim::graphql::literal;

/// The cost; `page` is the length of a page for which none is asked, where length counts, and
/// `counts_all` says whether a page's own fields are all counted once, not only the usual ones.
pub(super) fn of(query: &Query<'_>, page: Option<usize>, counts_all: bool) -> u64 {
    let root =
        if query.operation.operation_type.to_string() == "mutation" { "Mutation" } else { "Query" };
    let page = page.and_then(|page| u64::try_from(page).ok());
    Cost { query, page, counts_all }.selections(&[&query.operation.selection_set], root)
}

struct Cost<'q, 'd> {
    query: &'q Query<'d>,
    page: Option<u64>,
    counts_all: bool,
}

/// The fields of one key.
type Keyed<'d> = (&'d str, Vec<&'d Node<AstField>>);

impl<'d> Cost<'_, 'd> {
    /// The dearest way in which an object of this type can be answered.
    fn selections(&self, selections: &[&'d [Selection]], parent: &str) -> u64 {
        let mut seen: Vec<Vec<Keyed<'d>>> = Vec::new();
        let mut dearest = 0;
        let mut objects = self.query.schema.possible(parent);
        objects.extend(objects.is_empty().then_some(parent));
        for object in objects {
            let mut fields = Vec::new();
            for selections in selections {
                self.collect(selections, object, &mut fields);
            }
            // Most types of an interface are asked for the same: the cost is worked out once.
            if seen.iter().any(|other| is_same(other, &fields)) {
                continue;
            }
            let costs = fields.iter().map(|(_, fields)| self.field(fields, object));
            dearest = costs.fold(0, u64::saturating_add).max(dearest);
            seen.push(fields);
        }
        dearest
    }

    fn collect(&self, selections: &'d [Selection], object: &str, into: &mut Vec<Keyed<'d>>) {
        let schema = self.query.schema;
        for selection in selections.iter().filter(|selection| !self.query.is_skipped(selection)) {
            match selection {
                Selection::Field(field) => put(field, into),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.type_condition.as_ref();
                    if condition.is_none_or(|wanted| schema.is_a(object, wanted)) {
                        self.collect(&fragment.selection_set, object, into);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.query.fragments.get(spread.fragment_name.as_str())
                        && schema.is_a(object, &fragment.type_condition)
                    {
                        self.collect(&fragment.selection_set, object, into);
                    }
                }
            }
        }
    }

    fn field(&self, fields: &[&'d Node<AstField>], parent: &str) -> u64 {
        let Some(first) = fields.first() else { return 0 };
        let Some(definition) = self.query.schema.field(parent, &first.name) else { return 1 };
        let below: Vec<&[Selection]> =
            fields.iter().map(|field| field.selection_set.as_slice()).collect();
        let content = self.selections(&below, definition.ty.inner_named_type());
        let Some(page) = self.page.filter(|_| definition.is_connection()) else {
            return content.saturating_add(1);
        };
        let fixed = self.of_the_page(&below);
        let size = self.asked(first, "first").max(self.asked(first, "last")).unwrap_or(page);
        let items = content.saturating_sub(fixed);
        items.saturating_mul(size).saturating_add(fixed + 1)
    }

    /// What a page costs once, however long it is. The library looks at its fields a second time
    /// here, and in doing so passes over everything that `@skip` or `@include` takes out.
    fn of_the_page(&self, selections: &[&'d [Selection]]) -> u64 {
        let own = |selections: &[&'d [Selection]]| {
            let mut fields = Vec::new();
            for selections in selections {
                self.own_fields(selections, &mut fields);
            }
            fields
        };
        let (mut cost, mut usual) = (0, Vec::new());
        for (_, fields) in own(selections) {
            let name = fields.first().map_or("", |field| field.name.as_str());
            let is_usual = matches!(name, "pageInfo" | "edges" | "nodes");
            if !self.counts_all && (!is_usual || usual.contains(&name)) {
                continue;
            }
            usual.push(name);
            cost += 1;
            if !matches!(name, "edges" | "nodes") {
                let below: Vec<&[Selection]> =
                    fields.iter().map(|field| field.selection_set.as_slice()).collect();
                cost += own(&below).len();
            }
        }
        u64::try_from(cost).unwrap_or(0)
    }

    fn own_fields(&self, selections: &'d [Selection], into: &mut Vec<Keyed<'d>>) {
        let wants = |directives: &[Node<Directive>]| self.query.wants(directives);
        for selection in selections {
            match selection {
                Selection::Field(field) if wants(&field.directives) => put(field, into),
                Selection::InlineFragment(fragment) if wants(&fragment.directives) => {
                    self.own_fields(&fragment.selection_set, into);
                }
                Selection::FragmentSpread(spread) if wants(&spread.directives) => {
                    if let Some(fragment) = self.query.fragments.get(spread.fragment_name.as_str())
                    {
                        self.own_fields(&fragment.selection_set, into);
                    }
                }
                _ => {}
            }
        }
    }

    /// The length that a page argument asks for, before any cap.
    fn asked(&self, field: &AstField, name: &str) -> Option<u64> {
        let argument = field.arguments.iter().find(|argument| argument.name.as_str() == name)?;
        match literal::to_json(&argument.value, self.query.variables) {
            Value::Number(number) => Some(number.as_u64().unwrap_or(0)),
            _ => None,
        }
    }
}

/// Puts a field to the others of its key.
fn put<'d>(field: &'d Node<AstField>, into: &mut Vec<Keyed<'d>>) {
    let key = field.alias.as_ref().unwrap_or(&field.name).as_str();
    match into.iter_mut().find(|(other, _)| *other == key) {
        Some((_, fields)) => fields.push(field),
        None => into.push((key, vec![field])),
    }
}

fn is_same(left: &[Keyed<'_>], right: &[Keyed<'_>]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|((_, left), (_, right))| {
            left.len() == right.len() && left.iter().zip(right).all(|(a, b)| a.ptr_eq(b))
        })
}
