//! The schema of this crate and its queries: they fit each other, and the schema fits the real
//! ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use graphql_parser::query::{
    Definition as QueryDefinition, OperationDefinition, Selection, SelectionSet, TypeCondition,
};
use graphql_parser::schema::{Definition, Document, Field, InputValue, Type, TypeDefinition};

use super::own_queries::{self, Fragments, folder, fragments};

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_query_fits_the_schema() {
    let own = read(&folder().join("schema.graphql"));
    // All versions at once are not a valid schema by the letter: kinds that went do not have what
    // their interface has got since.
    let schema = Valid::assume_valid(Schema::parse(own, "schema.graphql").unwrap());
    let document = ExecutableDocument::parse_and_validate(&schema, own_queries::text(), "queries");
    let document = document.unwrap_or_else(|error| panic!("{error}"));
    assert!(document.operations.len() >= 60);
}

/// The client sends what a fragment selects in its place, without its type: so the place has to be of
/// that type, or of one that implements it.
#[test]
fn a_fragment_is_spread_where_its_type_says_nothing_new() {
    let types = types(&read(&folder().join("schema.graphql")));
    let text = own_queries::text();
    let document = graphql_parser::parse_query::<String>(&text).unwrap();
    let fragments = fragments(&document);
    let mut spread = BTreeSet::new();
    for (set, on) in selections(&document) {
        check_spreads(set, on, &types, &fragments, &mut spread);
    }
    assert_eq!(spread.len(), fragments.len(), "a fragment is spread nowhere");
}

type Query<'a> = graphql_parser::query::Document<'a, String>;
/// What operations and fragments select, and of which type.
fn selections<'a>(document: &'a Query<'a>) -> Vec<(&'a SelectionSet<'a, String>, &'a str)> {
    let of = |definition: &'a QueryDefinition<'a, String>| match definition {
        QueryDefinition::Operation(OperationDefinition::Query(query)) => {
            (&query.selection_set, "Query")
        }
        QueryDefinition::Operation(OperationDefinition::Mutation(mutation)) => {
            (&mutation.selection_set, "Mutation")
        }
        QueryDefinition::Fragment(fragment) => {
            let TypeCondition::On(on) = &fragment.type_condition;
            (&fragment.selection_set, on.as_str())
        }
        QueryDefinition::Operation(_) => panic!("an operation has its name"),
    };
    document.definitions.iter().map(of).collect()
}

fn check_spreads<'a>(
    set: &'a SelectionSet<'a, String>,
    on: &'a str,
    types: &'a Types,
    fragments: &Fragments<'a>,
    spread: &mut BTreeSet<&'a str>,
) {
    for selection in &set.items {
        match selection {
            Selection::Field(field) => {
                let of = types.get(on).and_then(|(fields, _)| fields.get(&field.name));
                check_spreads(
                    &field.selection_set,
                    of.map_or("", String::as_str),
                    types,
                    fragments,
                    spread,
                );
            }
            Selection::InlineFragment(inline) => {
                let on = inline.type_condition.as_ref().map_or(on, |TypeCondition::On(on)| on);
                check_spreads(&inline.selection_set, on, types, fragments, spread);
            }
            Selection::FragmentSpread(found) => {
                let fragment = fragments[found.fragment_name.as_str()];
                let TypeCondition::On(of) = &fragment.type_condition;
                let implements =
                    types.get(on).is_some_and(|(_, interfaces)| interfaces.contains(of));
                assert!(of == on || implements, "{} is of {of}, not of {on}", fragment.name);
                assert!(found.directives.is_empty(), "{} is spread as it is", fragment.name);
                spread.insert(fragment.name.as_str());
            }
        }
    }
}

/// What a schema has, each with its type where it has one: `Proposal`, `Proposal.title`,
/// `Proposals.proposals(first:)`, `ProposalFilter.publishedSince`.
fn items(text: &str) -> BTreeMap<String, String> {
    let document: Document<'_, String> = graphql_parser::parse_schema(text).unwrap();
    let mut items = BTreeMap::new();
    for definition in document.definitions {
        let Definition::TypeDefinition(definition) = definition else { continue };
        match definition {
            TypeDefinition::Object(found) => fields(&mut items, &found.name, &found.fields),
            TypeDefinition::Interface(found) => fields(&mut items, &found.name, &found.fields),
            TypeDefinition::InputObject(found) => members(&mut items, &found.name, &found.fields),
            TypeDefinition::Enum(found) => {
                for value in &found.values {
                    items.insert(format!("{}.{}", found.name, value.name), String::new());
                }
            }
            TypeDefinition::Scalar(found) => {
                items.insert(found.name, String::new());
            }
            TypeDefinition::Union(found) => {
                for kind in &found.types {
                    items.insert(format!("{}.{kind}", found.name), String::new());
                }
            }
        }
    }
    items
}

fn fields(items: &mut BTreeMap<String, String>, on: &str, fields: &[Field<'_, String>]) {
    items.insert(on.to_owned(), String::new());
    for field in fields {
        let name = format!("{on}.{}", field.name);
        items.insert(name.clone(), form(&field.field_type));
        for argument in &field.arguments {
            items.insert(format!("{name}({}:)", argument.name), form(&argument.value_type));
        }
    }
}

fn members(items: &mut BTreeMap<String, String>, on: &str, members: &[InputValue<'_, String>]) {
    items.insert(on.to_owned(), String::new());
    for member in members {
        items.insert(format!("{on}.{}", member.name), form(&member.value_type));
    }
}

/// A type without its marks of what may be null.
fn form(of: &Type<'_, String>) -> String {
    match of {
        Type::NamedType(name) => name.clone(),
        Type::ListType(inner) => format!("[{}]", form(inner)),
        Type::NonNullType(inner) => form(inner),
    }
}

/// What is asked for nowhere in the files of queries, and why. `*` is any type or any field.
const NOT_ASKED: [(&str, &str); 56] = [
    ("*.nodes", "pages are read by their edges, which every version has"),
    ("UploadFilePayload.clientMutationId", "what a client gives it to know its own answer by"),
    ("*.cursor", "pages are turned by the page's own cursors"),
    ("Query.*", "a single record is asked for as a row of its list, `Form::One`"),
    ("Pages.page", "the same"),
    ("Sortitions.sortition", "the same"),
    ("Surveys.survey", "the same"),
    ("*.components", "asked of each kind of space, `Form::Instead`"),
    ("Conference.attachmentCollections", "asked as of assemblies, `Form::Instead`"),
    ("Conference.followers", "the same"),
    ("Conference.versions", "the same"),
    ("Post.endorsements", "asked in place of likes, `Form::Instead`"),
    ("Proposal.endorsements", "the same"),
    ("Commentable.*", "up to 0.29 an interface in the form of a type: its records are read"),
    ("ParticipatorySpace.*", "what a component says of its space: the space has the rest"),
    ("*.type", "the class: the kind of record says it"),
    ("Comment.formattedCreatedAt", "`createdAt` says it"),
    ("*.hasComments", "their count says it"),
    ("*.manifest", "the kind of space says it"),
    ("ParticipatorySpaceManifest.*", "the same"),
    ("QuantifiableTranslatedField.*", "only manifests have it"),
    ("Initiative.initiativeVotesCount", "`onlineVotes` says it"),
    ("Initiative.initiativeSupportsCount", "the same"),
    ("MeetingAgendaItem.agenda", "a reference back"),
    ("Milestone.result", "a reference back"),
    ("TimelineEntry.result", "a reference back"),
    ("ParticipatoryProcessStep.participatoryProcess", "a reference back"),
    ("DocumentVersion.document", "a reference back"),
    ("InitiativeType.initiatives", "a reference back"),
    ("Status.results", "a reference back"),
    ("Category.subcategories", "a reference back: each category names its parent"),
    ("ElectionResult.answer", "a reference back"),
    ("ElectionResult.question", "a reference back"),
    ("Questionnaire.forEntity", "a reference back"),
    ("Questionnaire.forType", "a reference back"),
    ("DocumentVersion.suggestions", "those of the text"),
    ("MeetingAgendaItem.items", "the agenda lists all items, each with its parent"),
    ("Project.attachmentCollections", "`attachments` holds all files"),
    ("Result.attachmentCollections", "the same"),
    ("ElectionAnswer.versions", "the history of what old versions had"),
    ("Trustee.versions", "the same"),
    ("Trustee.versionsCount", "the same"),
    ("Suggestion.versions", "a suggestion is not edited"),
    ("*.userAllowedToComment", "about the page"),
    ("Assembly.scopesEnabled", "about the page"),
    ("ParticipatoryProcess.scopesEnabled", "about the page"),
    ("Assembly.showStatistics", "about the page"),
    ("Conference.showStatistics", "about the page"),
    ("ParticipatoryProcess.showStatistics", "about the page"),
    ("ParticipatoryProcess.showMetrics", "about the page"),
    ("ProposalState.announcementTitle", "about the page"),
    ("ProposalState.bgColor", "about the page"),
    ("ProposalState.textColor", "about the page"),
    ("ProposalState.proposalsCount", "counted by reading"),
    ("Scope.children", "without a bound; each scope names its parent"),
    ("TranslatedField.*", "`translations` has both"),
];

/// Types with their fields, each field with the type that it is of; and the interfaces of a type.
type Types = BTreeMap<String, (BTreeMap<String, String>, Vec<String>)>;

fn types(text: &str) -> Types {
    let document: Document<'_, String> = graphql_parser::parse_schema(text).unwrap();
    let of = |fields: &[Field<'_, String>]| {
        let named = |field: &Field<'_, String>| {
            let of = form(&field.field_type);
            (field.name.clone(), of.trim_matches(['[', ']']).to_owned())
        };
        fields.iter().map(named).collect::<BTreeMap<_, _>>()
    };
    let mut types = Types::new();
    for definition in document.definitions {
        match definition {
            Definition::TypeDefinition(TypeDefinition::Object(found)) => {
                let interfaces = found.implements_interfaces.clone();
                types.insert(found.name.clone(), (of(&found.fields), interfaces));
            }
            Definition::TypeDefinition(TypeDefinition::Interface(found)) => {
                types.insert(found.name.clone(), (of(&found.fields), vec![INTERFACE.to_owned()]));
            }
            _ => {}
        }
    }
    types
}

/// Marks an interface among types: what it has, its types have.
const INTERFACE: &str = "an interface";

fn asked_in(set: &SelectionSet<'_, String>, on: &str, types: &Types, asked: &mut BTreeSet<String>) {
    for selection in &set.items {
        match selection {
            Selection::Field(field) => {
                asked.insert(format!("{on}.{}", field.name));
                let of = types.get(on).and_then(|(fields, _)| fields.get(&field.name));
                asked_in(&field.selection_set, of.map_or("", String::as_str), types, asked);
            }
            Selection::InlineFragment(inline) => {
                let on = inline.type_condition.as_ref().map_or(on, |TypeCondition::On(on)| on);
                asked_in(&inline.selection_set, on, types, asked);
            }
            // What it selects is counted where it is written.
            Selection::FragmentSpread(_) => {}
        }
    }
}

#[test]
fn every_field_of_the_schema_is_asked_for_or_left_out_with_its_reason() {
    let types = types(&read(&folder().join("schema.graphql")));
    let mut asked = BTreeSet::new();
    let text = own_queries::text();
    let document = graphql_parser::parse_query::<String>(&text).unwrap();
    for (set, on) in selections(&document) {
        asked_in(set, on, &types, &mut asked);
    }
    let mut unused: BTreeSet<_> = NOT_ASKED.iter().map(|(pattern, _)| *pattern).collect();
    let mut forgotten = Vec::new();
    for (on, (fields, interfaces)) in &types {
        if interfaces.first().is_some_and(|first| first == INTERFACE) || on.ends_with("Mutation") {
            continue;
        }
        for field in fields.keys() {
            let is_asked = std::iter::once(on)
                .chain(interfaces)
                .any(|on| asked.contains(&format!("{on}.{field}")));
            if is_asked {
                continue;
            }
            let patterns = [format!("{on}.{field}"), format!("*.{field}"), format!("{on}.*")];
            let excused =
                patterns.iter().filter(|it| NOT_ASKED.iter().any(|(pattern, _)| pattern == it));
            let excused: Vec<_> = excused.collect();
            if excused.is_empty() {
                forgotten.push(format!("{on}.{field}"));
            }
            unused.retain(|pattern| excused.iter().all(|excused| excused != pattern));
        }
    }
    assert!(forgotten.is_empty(), "asked for nowhere: {forgotten:#?}");
    assert!(unused.is_empty(), "asked for, or not in the schema: {unused:#?}");
}

/// Fields that the schemas of servers do not have, and who says that some servers do.
const DOCUMENTED: [&str; 1] = [
    // Decidim's documentation of closing a meeting.
    "Meeting.attendeesCount",
];

/// A check for developers who have the schemas of real servers:
/// `CIVIC_REFERENCE_DIR=.. cargo test -p decidim-client --test main schema -- --ignored`.
#[test]
#[ignore = "needs the schemas of real servers"]
fn everything_in_the_schema_is_in_a_real_one_with_the_same_type() {
    let real = std::env::var("CIVIC_REFERENCE_DIR").expect("CIVIC_REFERENCE_DIR is set");
    let real = Path::new(&real).join("decidim-schemas");
    let real = ["0.24", "0.27", "0.28", "0.29", "0.30", "latest-approximate"]
        .map(|version| items(&read(&real.join(format!("{version}.graphql")))));
    let mut wrong = BTreeSet::new();
    for (item, form) in items(&read(&folder().join("schema.graphql"))) {
        let found = real.iter().any(|schema| schema.get(&item) == Some(&form));
        if !found && !DOCUMENTED.contains(&item.as_str()) {
            let forms: BTreeSet<_> = real.iter().filter_map(|schema| schema.get(&item)).collect();
            wrong.insert(format!("{item}: {form}, really {forms:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
