use super::*;

const TWO: &str = "query A($x: ID!) { component(id: $x) { ...F } } \
                   query B { organization { ...G } } \
                   fragment F on Proposals { id } fragment G on Organization { ...H } \
                   fragment H on Organization { name { locales } }";

const LOOP: &str = "{ x { ...F } } fragment F on X { y { ...G } } fragment G on Y { x { ...F } }";

#[test]
fn one_operation_is_kept_with_the_fragments_that_it_reaches() {
    let document = Document::parse(TWO, Some("B")).unwrap();
    assert_eq!(document.fragments.keys().collect::<Vec<_>>(), ["G", "H"]);
    assert!(!document.print().contains("query A"));
}

#[test]
fn what_cannot_be_run_is_refused() {
    for (text, operation, expected) in [
        ("query {", None, "not a valid GraphQL query"),
        (TWO, None, "2 operations"),
        (TWO, Some("C"), "no operation C"),
        ("subscription { a }", None, "no subscriptions"),
        (LOOP, None, "fragment F of the query holds itself"),
    ] {
        let error = Document::parse(text, operation).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn one_record_is_asked_for_as_a_row_of_its_list() {
    let list = "query L($component: ID!, $first: Int) { component(id: $component) { ... on Pages \
                { pages(first: $first) { pageInfo { endCursor } edges { node { id title } } } } } }";
    let list = Document::parse(list, None).unwrap();
    let squeezed =
        |document: Document| document.print().split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        squeezed(list.clone().of_one("pages", "page", &[("id", "ID!")])),
        "query LOne($component: ID!, $id: ID!) { component(id: $component) { ... on Pages { \
         page(id: $id) { id title } } } }"
    );
    assert_eq!(
        squeezed(list.with_rows_of("pages", &["id"], "Ids")),
        "query LIds($component: ID!, $first: Int) { component(id: $component) { ... on Pages { \
         pages(first: $first) { pageInfo { endCursor } edges { node { id } } } } } }"
    );
}

#[test]
fn a_query_that_is_not_read_is_checked_in_full() {
    let text = "query L($id: ID!) { component(id: $id) { ...F } ... @skip(if: true) { a } } \
                fragment F on Pages { pages { id } }";
    let squeezed = Document::parse(text, None).unwrap().unread().print();
    assert_eq!(
        squeezed.split_whitespace().collect::<Vec<_>>().join(" "),
        "query LUnread($id: ID!) { component(id: $id) @skip(if: true) { ...F } \
         ... @skip(if: true) { a } __typename } fragment F on Pages { pages { id } }"
    );
}

#[test]
fn variables_that_nothing_uses_go() {
    let text = "query($a: Int, $b: Int, $c: Boolean!, $d: Int) \
                { x(in: {n: [$a]}) { y @include(if: $c) } z(n: $b) }";
    let mut document = Document::parse(text, None).unwrap();
    document.drop_unused_variables();
    let names: Vec<_> = document.variables.iter().map(|v| v.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
}
