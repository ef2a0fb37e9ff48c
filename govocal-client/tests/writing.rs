//! Creating, changing and deleting records.

use crate::support::{Bench, platform};
use civic_sandbox::{Era, Fault, FaultRule};
use govocal_client::resources::files::{FileChange, NewFile};
use govocal_client::resources::ideas::{IdeaChange, NewIdea};
use govocal_client::resources::internal_comments::NewInternalComment;
use govocal_client::{Error, ErrorKind, Multiloc, Sent, ServerError};
use serde_json::Value;
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
    let idea = bench.run(bench.client.ideas().create(&new)).unwrap();
    assert_eq!(idea.title.as_deref(), Some("Shade trees"));
    assert_eq!((idea.project_id, idea.author_id), (Some(project), None));

    let change = IdeaChange::new().title(Multiloc::single("en", "More shade"));
    let changed = bench.run(bench.client.ideas().update(idea.id, &change)).unwrap();
    assert_eq!((changed.id, changed.title.as_deref()), (idea.id, Some("More shade")));
    assert_eq!(changed.body, idea.body, "what is not set stays");
}

#[test]
fn a_write_that_breaks_the_rules_is_told_field_by_field() {
    let bench = bench(Era::Y2026);
    let phases = bench.platform.rows("phases");
    let (one, other) = two_projects(&phases);
    let new = shade_trees(one).with(|idea| idea.phase_ids([other]));
    let error = bench.run(bench.client.ideas().create(&new)).unwrap_err();
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

fn text() -> Multiloc {
    Multiloc::single("en", "Shade trees")
}

fn shade_trees(project: Uuid) -> NewIdea {
    NewIdea::new(project, text(), text())
}

/// A project, and a phase of another one.
fn two_projects(phases: &[Value]) -> (Uuid, Uuid) {
    let id = |value: &Value| value.as_str().unwrap().parse().unwrap();
    let project = &phases[0]["project_id"];
    let other = phases.iter().find(|phase| phase["project_id"] != *project).unwrap();
    (id(project), id(&other["id"]))
}

/// `input_topic_ids=` and `phase_ids=` of Rails raise `RecordNotFound` for an unknown id, which is a 404
/// (`collection_association.rb`, `ids_writer`). So is a write that the platform does not have.
#[test]
fn a_topic_or_phase_that_is_not_there_is_not_taken_for_a_platform_without_writes() {
    let bench = bench(Era::Y2026);
    let (city, unknown) = (&bench.client, Uuid::from_u128(7));
    let (project, id) = (bench.platform.ids("projects")[0], bench.platform.ids("ideas")[0]);
    let changes =
        [IdeaChange::new().input_topic_ids([unknown]), IdeaChange::new().phase_ids([unknown])];
    for change in changes {
        let new = shade_trees(project).with(|_| change.clone().title(text()).body(text()));
        let created = bench.run(city.ideas().create(&new)).unwrap_err();
        let updated = bench.run(city.ideas().update(id, &change)).unwrap_err();
        for error in [created, updated] {
            assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
            let hint = error.hint().unwrap();
            assert!(hint.contains("one of the topics or phases may be unknown"), "{hint}");
            assert!(hint.contains("since 2025 or 2026"), "{hint}");
        }
    }
    let gone = IdeaChange::new().phase_ids([unknown]);
    let gone = bench.run(city.ideas().update(unknown, &gone)).unwrap_err();
    assert_eq!((gone.kind(), gone.hint()), (ErrorKind::NotFound, None), "the idea itself");
    let none = IdeaChange::new().input_topic_ids([]).phase_ids([]);
    bench.run(city.ideas().update(id, &none)).unwrap();

    let answer = NewInternalComment::new(id, "Looks good.").parent_id(unknown);
    let error = bench.run(city.internal_comments().create(&answer)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}

/// `participation_method_on_creation` of the platform's `idea.rb` asks the project before anything is
/// validated.
#[test]
fn an_idea_for_a_project_that_is_not_there_is_a_server_error_and_sent_once() {
    let bench = bench(Era::Y2026);
    let new = shade_trees(Uuid::from_u128(7));
    let error = bench.run(bench.client.ideas().create(&new)).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Server, Sent::Yes), "{error}");
    assert_eq!(bench.requests("/api/v2/ideas"), 1);
}

#[test]
fn internal_comments_are_created() {
    let bench = bench(Era::Y2026);
    let idea = bench.platform.ids("ideas")[0];
    let new = NewInternalComment::new(idea, "Looks good.");
    let comment = bench.run(bench.client.internal_comments().create(&new)).unwrap();
    assert_eq!((comment.idea_id, comment.author_id), (idea, None));
}

#[test]
fn files_are_created_changed_and_deleted() {
    let bench = bench(Era::Y2026);
    let project = bench.platform.ids("projects")[0];
    let new = NewFile::new(project, "minutes.txt", "text/plain", b"Minutes.");
    let save = bench.client.files().create(&new.unwrap());
    let file = bench.run(save).unwrap();
    assert_eq!((file.name.as_deref(), file.size), (Some("minutes.txt"), Some(8)));

    let change = FileChange::new().name("minutes-2026.txt");
    let changed = bench.run(bench.client.files().update(file.id, &change)).unwrap();
    assert_eq!(changed.name.as_deref(), Some("minutes-2026.txt"));

    bench.run(bench.client.files().delete(file.id)).unwrap();
    let gone = bench.run(bench.client.files().get(file.id)).unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
}

#[test]
fn a_page_instead_of_the_record_says_to_look_before_sending_again() {
    let bench = bench(Era::Y2026);
    bench.platform.inject(FaultRule::new(Fault::HtmlOk).on("/api/v2/internal_comments"));
    let new = NewInternalComment::new(bench.platform.ids("ideas")[0], "Looks good.");
    let create = bench.client.internal_comments().create(&new);
    let error = bench.run(create).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Decode, Sent::Yes), "{error}");
    assert!(error.hint().unwrap().contains("look before sending again"), "{error}");
    assert_eq!(bench.requests("/api/v2/internal_comments"), 1);
}

#[test]
fn a_page_instead_of_a_confirmation_deletes_nothing_for_certain() {
    let bench = bench(Era::Y2026);
    let id = bench.platform.ids("files")[0];
    bench.platform.inject(FaultRule::new(Fault::HtmlOk).on(format!("/api/v2/files/{id}")));
    let error = bench.run(bench.client.files().delete(id)).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Protocol, Sent::Yes), "{error}");
    assert!(error.hint().unwrap().contains("deleted or not"), "{error}");
}

#[test]
fn a_platform_too_old_for_a_write_is_told_since_when_there_is_one() {
    let bench = bench(Era::Y2024);
    let (city, id) = (&bench.client, bench.platform.ids("ideas")[0]);
    let idea = shade_trees(id);
    let comment = NewInternalComment::new(id, "Looks good.");
    let file = NewFile::new(id, "minutes.txt", "text/plain", b"Minutes.").unwrap();
    let too_old = |error: Error, why: &str| {
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        assert_eq!(error.hint(), Some(why), "{error}");
    };
    let ideas = "platforms take ideas by API since 2025 or 2026";
    too_old(bench.run(city.ideas().create(&idea)).unwrap_err(), ideas);
    let change = IdeaChange::new().title(text());
    too_old(bench.run(city.ideas().update(id, &change)).unwrap_err(), ideas);
    // What is looked up may be missing instead.
    let change = IdeaChange::new().phase_ids([bench.platform.ids("phases")[0]]);
    let either = bench.run(city.ideas().update(id, &change)).unwrap_err();
    assert_eq!(either.kind(), ErrorKind::NotFound, "{either}");
    assert!(either.hint().unwrap().contains(ideas), "{either}");
    let comments = "internal comments came in 2025 or 2026";
    let refused = bench.run(city.internal_comments().create(&comment)).unwrap_err();
    too_old(refused, comments);
    let files = "files came in 2025 or 2026";
    too_old(bench.run(city.files().create(&file)).unwrap_err(), files);
    let change = FileChange::new().name("minutes-2026.txt");
    too_old(bench.run(city.files().update(id, &change)).unwrap_err(), files);
    too_old(bench.run(city.files().delete(id)).unwrap_err(), files);
}

/// `params.require` of an empty object is a 400, and title, text, comment and name must be present
/// (controllers of the platform, 2025).
#[test]
fn what_no_platform_would_take_is_refused_before_anything_is_sent() {
    let bench = bench(Era::Y2026);
    let (city, id) = (&bench.client, Uuid::from_u128(7));
    let blank = || Multiloc::from([("en", " "), ("nl-BE", "")]);
    let mut refused = Vec::new();
    for (title, body) in [
        (Multiloc::new(), text()),
        (blank(), text()),
        (text(), Multiloc::new()),
        (text(), blank()),
        (text(), Multiloc::single("en", "<p>&nbsp;</p>")),
    ] {
        let new = NewIdea::new(id, title.clone(), body.clone());
        refused.push(bench.run(city.ideas().create(&new)).unwrap_err());
        let change = IdeaChange::new().title(title).body(body);
        refused.push(bench.run(city.ideas().update(id, &change)).unwrap_err());
    }
    let change = IdeaChange::new();
    refused.push(bench.run(city.ideas().update(id, &change)).unwrap_err());
    for text in ["", " ", "<p></p>"] {
        let comment = NewInternalComment::new(id, text);
        let create = city.internal_comments().create(&comment);
        refused.push(bench.run(create).unwrap_err());
    }
    for change in
        [FileChange::new(), FileChange::new().name(" "), FileChange::new().category("".into())]
    {
        refused.push(bench.run(city.files().update(id, &change)).unwrap_err());
    }
    let file = NewFile::new(id, "minutes.txt", "text/plain", b"Minutes.").unwrap();
    let file = file.with(|_| FileChange::new().name(""));
    refused.push(bench.run(city.files().create(&file)).unwrap_err());
    for error in refused {
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    assert!(bench.platform.requests().is_empty());
}
