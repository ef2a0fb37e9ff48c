//! Which lists hold what people said, and which of their columns are what. To add a list is to add its entry.

use civic_examples::program::Failure;

use super::account::Reason;

/// The columns of a list by what they are.
#[derive(Debug)]
pub(crate) struct Roles {
    /// The list's name.
    pub(crate) list: &'static str,
    /// Whether its ids are whole numbers.
    pub(crate) has_numbers: bool,
    /// Its title.
    pub(crate) title: Option<&'static str>,
    /// Its texts, in the order in which they are read. Where the table has the words of one, it is HTML.
    pub(crate) texts: &'static [&'static str],
    /// Answers to the platform's own questions, in JSON.
    pub(crate) answers: Option<&'static str>,
    /// The columns that name an author together; the next ones where the first of them is empty.
    pub(crate) author: &'static [&'static [&'static str]],
    /// What is left out, and why. The first rule that fits counts.
    pub(crate) rules: &'static [Rule],
}

/// What is left out.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The column to look at. Where it is empty, the rule does not fit.
    pub(crate) column: &'static str,
    /// Its values.
    pub(crate) is: Is,
    /// Why such a row is left out.
    pub(crate) reason: Reason,
}

/// Values of a column.
#[derive(Debug)]
pub(crate) enum Is {
    /// One of these.
    Any(&'static [&'static str]),
    /// None of these.
    NoneOf(&'static [&'static str]),
}

const DECIDIM_AUTHOR: &[&[&str]] = &[&["author_id", "author___typename"], &["author_nickname"]];

/// All lists of statements.
pub(crate) const LISTS: [Roles; 8] = [
    Roles {
        list: "govocal/ideas",
        has_numbers: false,
        title: Some("title"),
        texts: &["body"],
        answers: Some("custom_field_values"),
        author: &[&["author_id"]],
        rules: &[
            Rule { column: "type", is: Is::Any(&["survey"]), reason: Reason::SurveyAnswer },
            Rule {
                column: "publication_status",
                is: Is::NoneOf(&["published"]),
                reason: Reason::Draft,
            },
        ],
    },
    Roles {
        list: "govocal/initiatives",
        has_numbers: false,
        title: Some("title"),
        texts: &["body"],
        answers: None,
        author: &[&["author_id"]],
        rules: &[Rule {
            column: "publication_status",
            is: Is::NoneOf(&["published"]),
            reason: Reason::Draft,
        }],
    },
    Roles {
        list: "govocal/comments",
        has_numbers: false,
        title: None,
        texts: &["body"],
        answers: None,
        author: &[&["author_id"]],
        rules: &[Rule {
            column: "publication_status",
            is: Is::NoneOf(&["published"]),
            reason: Reason::Removed,
        }],
    },
    Roles {
        list: "decidim/proposals",
        has_numbers: true,
        title: Some("title"),
        texts: &["body"],
        answers: None,
        author: DECIDIM_AUTHOR,
        rules: &[
            Rule { column: "withdrawn", is: Is::Any(&["true"]), reason: Reason::Withdrawn },
            Rule { column: "state", is: Is::Any(&["withdrawn"]), reason: Reason::Withdrawn },
        ],
    },
    Roles {
        list: "decidim/comments",
        has_numbers: true,
        title: None,
        texts: &["body"],
        answers: None,
        author: DECIDIM_AUTHOR,
        rules: &[],
    },
    Roles {
        list: "decidim/debates",
        has_numbers: true,
        title: Some("title"),
        texts: &["description"],
        answers: None,
        author: DECIDIM_AUTHOR,
        rules: &[],
    },
    Roles {
        list: "decidim-rest/proposals",
        has_numbers: true,
        title: Some("attributes_title"),
        texts: &["attributes_body"],
        answers: None,
        author: &[&["relationships_author_data_id", "relationships_author_data_type"]],
        rules: &[
            Rule { column: "meta_published", is: Is::Any(&["false"]), reason: Reason::Draft },
            Rule {
                column: "relationships_state_meta",
                is: Is::Any(&[r#"{"token":"withdrawn"}"#]),
                reason: Reason::Withdrawn,
            },
        ],
    },
    Roles {
        list: "petitions/petitions",
        has_numbers: true,
        title: Some("name"),
        texts: &["description", "statement", "request"],
        answers: None,
        // Who began one is a text of names, not an id.
        author: &[],
        rules: &[
            Rule { column: "status", is: Is::Any(&["concept", "staging"]), reason: Reason::Draft },
            Rule { column: "status", is: Is::Any(&["withdrawn"]), reason: Reason::Withdrawn },
            Rule { column: "status", is: Is::Any(&["rejected"]), reason: Reason::Removed },
        ],
    },
];

/// Lists that one might take for statements.
const OTHERS: [(&str, &str); 5] = [
    ("decidim/meetings", "what the organisers announce is not what participants said"),
    ("decidim/posts", "what the organisers write is not what participants said"),
    ("decidim/surveys", "it holds the questions, and the API gives no answers"),
    ("govocal/internal_comments", "they are notes of the staff, not for the public"),
    ("petitions/signatures", "signatures have no text"),
];

/// The roles of a list.
pub(crate) fn of(list: &str) -> Result<&'static Roles, Failure> {
    if let Some(roles) = LISTS.iter().find(|roles| roles.list == list) {
        return Ok(roles);
    }
    let known = OTHERS.iter().find(|(other, _)| *other == list).map(|(_, why)| *why);
    let why = known.unwrap_or(if list.starts_with("decidim-open-data/") {
        "of Decidim it takes the lists of the API, not the public tables"
    } else {
        "its records are not what participants said"
    });
    let lists: Vec<_> = LISTS.iter().map(|roles| roles.list).collect();
    Err(Failure::Usage(format!("--for cannot use {list}: {why}; it takes {}", lists.join(", "))))
}
