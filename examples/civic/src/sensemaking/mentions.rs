//! Mentions of people within a text. A platform marks them with a name, a nickname or an id: all three go.
//!
//! What somebody wrote about others in plain words stays.

/// What stands in place of a mention.
const SOMEBODY: &str = "@…";

/// HTML in which Go Vocal's mentions, `<span class="cl-mention-user" …>@Name</span>`, name nobody.
pub(super) fn without_marked(html: &str) -> String {
    let mut parts = html.split("cl-mention-user");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, rest) = part.split_once('>').unwrap_or((part, ""));
        let (_, rest) = rest.split_once("</span>").unwrap_or(("", rest));
        // The id and the name are attributes too, behind the class or before it.
        let quote = tag.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        kept.extend(quote);
        kept.push('>');
        kept.push_str(SOMEBODY);
        kept.push_str("</span>");
        kept.push_str(rest);
    }
    kept
}

/// Words in which Decidim's mentions, `@nickname`, `gid://…/User/7` and addresses of profiles, name nobody.
pub(super) fn without_names(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, mark, after)) = next(rest) {
        kept.push_str(before);
        rest = match mark {
            "@" if begins_a_word(&kept) && after.starts_with(is_of_nickname) => {
                kept.push_str(SOMEBODY);
                after.trim_start_matches(is_of_nickname)
            }
            "gid://" if is_of_user(after) => {
                kept.push_str(SOMEBODY);
                after.trim_start_matches(is_of_address)
            }
            "/profiles/" => {
                kept.push_str("/profiles/…");
                after.trim_start_matches(is_of_nickname)
            }
            mark => {
                kept.push_str(mark);
                after
            }
        };
    }
    kept.push_str(rest);
    kept
}

/// The text before the next mark, the mark, and the text behind it.
fn next(text: &str) -> Option<(&str, &'static str, &str)> {
    ["@", "gid://", "/profiles/"]
        .into_iter()
        .filter_map(|mark| text.split_once(mark).map(|(before, after)| (before, mark, after)))
        .min_by_key(|(before, ..)| before.len())
}

fn begins_a_word(before: &str) -> bool {
    !before.ends_with(|letter: char| letter.is_alphanumeric() || "._-+/".contains(letter))
}

fn is_of_nickname(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-')
}

fn is_of_address(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | ':' | '/')
}

fn is_of_user(address: &str) -> bool {
    let end = address.find(|letter| !is_of_address(letter)).unwrap_or(address.len());
    address.get(..end).is_some_and(|address| address.contains("User"))
}
