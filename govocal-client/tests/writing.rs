//! Creating, changing and deleting records.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

mod support;

use civic_sandbox::Era;
use govocal_client::resources::files::{FileChange, NewFile};
use govocal_client::resources::ideas::{IdeaChange, NewIdea};
use govocal_client::resources::internal_comments::NewInternalComment;
use govocal_client::{Error, ErrorKind, Multiloc, ServerError};
use support::{Bench, platform};
use uuid::Uuid;

fn bench(era: Era) -> Bench {
    Bench::new(platform().era(era))
}

#[test]
fn ideas_are_created_and_changed() {
    let bench = bench(Era::Y2026);
    let project = bench.platform.ids("projects")[0];
    let title = Multiloc::from([("en", "Shade trees"), ("nl-BE", "Schaduwbomen")]);
    let new = NewIdea::new(project, title, Multiloc::single("en", "<p>Ten of them.</p>"));
    let idea = bench.run(bench.client.ideas().create(&new).into_future()).unwrap();
    assert_eq!(idea.title.as_deref(), Some("Shade trees"));
    assert_eq!((idea.project_id, idea.author_id), (Some(project), None));

    let change = IdeaChange::new().title(Multiloc::single("en", "More shade"));
    let changed = bench.run(bench.client.ideas().update(idea.id, &change).into_future()).unwrap();
    assert_eq!((changed.id, changed.title.as_deref()), (idea.id, Some("More shade")));
    assert_eq!(changed.body, idea.body, "what is not set stays");
}

#[test]
fn a_write_that_breaks_the_rules_is_told_field_by_field() {
    let bench = bench(Era::Y2026);
    let new = NewIdea::new(Uuid::nil(), Multiloc::new(), Multiloc::new());
    let error = bench.run(bench.client.ideas().create(&new).into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    let Some(ServerError::Validation(fields)) = ServerError::of(&error) else { panic!("{error}") };
    assert!(!fields.is_empty());
    let field = fields.keys().next().unwrap();
    assert!(error.to_string().contains(field.as_str()), "{error}");
    let posts = bench
        .platform
        .requests()
        .iter()
        .filter(|r| r.method == "POST" && r.path.ends_with("ideas"))
        .count();
    assert_eq!(posts, 1);
}

#[test]
fn internal_comments_are_created() {
    let bench = bench(Era::Y2026);
    let idea = bench.platform.ids("ideas")[0];
    let new = NewInternalComment::new(idea, "Looks good.");
    let comment = bench.run(bench.client.internal_comments().create(&new).into_future()).unwrap();
    assert_eq!((comment.idea_id, comment.author_id), (idea, None));
}

#[test]
fn files_are_created_changed_and_deleted() {
    let bench = bench(Era::Y2026);
    let project = bench.platform.ids("projects")[0];
    let new = NewFile::new(project, "minutes.txt", "text/plain", b"Minutes.");
    let save = bench.client.files().create(&new.unwrap());
    let file = bench.run(save.into_future()).unwrap();
    assert_eq!((file.name.as_deref(), file.size), (Some("minutes.txt"), Some(8)));

    let change = FileChange::new().name("minutes-2026.txt");
    let changed = bench.run(bench.client.files().update(file.id, &change).into_future()).unwrap();
    assert_eq!(changed.name.as_deref(), Some("minutes-2026.txt"));

    bench.run(bench.client.files().delete(file.id)).unwrap();
    let gone = bench.run(bench.client.files().get(file.id).into_future()).unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
}

#[test]
fn a_platform_too_old_for_a_write_is_told_since_when_there_is_one() {
    let bench = bench(Era::Y2024);
    let (city, id) = (&bench.client, Uuid::nil());
    let idea = NewIdea::new(id, Multiloc::new(), Multiloc::new());
    let comment = NewInternalComment::new(id, "Looks good.");
    let file = NewFile::new(id, "minutes.txt", "text/plain", b"Minutes.").unwrap();
    let missing = |error: Error, why: &str| {
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
        assert_eq!(error.hint(), Some(why), "{error}");
    };
    let ideas = "platforms take ideas by API since 2025 or 2026";
    missing(bench.run(city.ideas().create(&idea).into_future()).unwrap_err(), ideas);
    let change = IdeaChange::new();
    missing(bench.run(city.ideas().update(id, &change).into_future()).unwrap_err(), ideas);
    let comments = "internal comments came in 2025 or 2026";
    let refused = bench.run(city.internal_comments().create(&comment).into_future()).unwrap_err();
    missing(refused, comments);
    let files = "files came in 2025 or 2026";
    missing(bench.run(city.files().create(&file).into_future()).unwrap_err(), files);
    let change = FileChange::new();
    missing(bench.run(city.files().update(id, &change).into_future()).unwrap_err(), files);
    missing(bench.run(city.files().delete(id)).unwrap_err(), files);
}
