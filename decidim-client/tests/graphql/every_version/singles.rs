//! Single records, each of which is what the site holds.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::Id;
use decidim_client::graphql::lists::{Contents, Records};
use decidim_client::graphql::records::{Content, Identified};
use decidim_client::graphql::resources::AuthorKind;
use decidim_client::{Error, Multiloc};
use schemars::JsonSchema;
use serde_json::Value;

use super::components::{
    budgets, component, debates, elections, first, meetings, pages, posts, proposals, results,
    sortitions, space, surveys, texts,
};
use super::operation::{ALWAYS, Brought, Operation, Outcome, one, op, rows};
use crate::described::assert_described;
use crate::graphql::support::Bench;

/// A record of the site, by its id and the title that it has there.
fn titled<T: Identified + JsonSchema>(
    bench: &Bench,
    records: &Records<T>,
    list: &str,
    id: Id,
    read: fn(&T) -> (Id, &Multiloc),
) -> Outcome {
    one(bench.run(records.get(id)).map(|record| {
        let (read, title) = read(&record);
        assert_eq!(read, id, "{list}");
        assert_described([&record], &[]);
        assert_says(title, &held(bench, list, id)["title"]);
    }))
}

/// The first record of a component, and what the site holds under its id.
fn contained<T: Content + JsonSchema>(
    bench: &Bench,
    contents: &Contents<T>,
    list: &str,
) -> Result<(T, Value), Error> {
    let id = first(bench, T::COMPONENT, list);
    let record = bench.run(contents.get(id))?;
    assert_eq!(record.id(), id);
    assert_described([&record], &[]);
    Ok((record, held(bench, list, id)))
}

/// The same, by its title.
fn listed<T: Content + JsonSchema>(
    bench: &Bench,
    contents: &Contents<T>,
    list: &str,
    title: fn(&T) -> &Multiloc,
) -> Outcome {
    let found = contained(bench, contents, list);
    one(found.map(|(record, held)| assert_says(title(&record), &held["title"])))
}

fn held(bench: &Bench, list: &str, id: Id) -> Value {
    bench.platform.record(list, id.number()).unwrap()
}

/// A text is the one that people wrote, in every language; a blank one counts as absent.
fn assert_says(text: &Multiloc, held: &Value) {
    let held = held.as_object().unwrap().iter();
    let held: Vec<_> = held.filter_map(|(locale, text)| Some((locale, text.as_str()?))).collect();
    assert!(held.iter().any(|(_, held)| !held.is_empty()), "there is a text to read");
    for (locale, held) in held {
        assert_eq!(text.get(locale), Some(held).filter(|held| !held.is_empty()), "{locale}");
    }
}

/// The first record of a list of the site.
fn any(bench: &Bench, list: &str) -> Id {
    Id::new(bench.platform.ids(list)[0])
}

/// The first participant, or the first group of them, of whom there is a name.
fn somebody(bench: &Bench, is_group: bool) -> Id {
    let ids = bench.platform.ids("users").into_iter().map(Id::new);
    let mut fitting = ids.filter(|id| {
        let user = held(bench, "users", *id);
        user["is_group"] == is_group && user["deleted"] == false && user["admin"] == false
    });
    fitting.next().unwrap()
}

pub(crate) const SINGLES: &[Operation] = &[
    op("decidim", ALWAYS, |b| one(b.run(b.client.decidim()))),
    op("organization", ALWAYS, |b| one(b.run(b.client.organization()))),
    op("session", ALWAYS, |b| one(b.run(b.client.session()))),
    op("a participatory process", ALWAYS, |b| {
        let id = space(b, "participatory_processes");
        let processes = b.client.participatory_processes();
        titled(b, &processes, "participatory_processes", id, |it| (it.id, &it.title))
    }),
    op("a process by its slug", ALWAYS, |b| {
        let id = space(b, "participatory_processes");
        let slug = held(b, "participatory_processes", id)["slug"].clone();
        let process = b.client.participatory_processes();
        let process = b.run(process.get_by_slug(slug.as_str().unwrap()));
        one(process.map(|process| assert_eq!(process.id, id)))
    }),
    op("a process group", ALWAYS, |b| {
        let (groups, list) =
            (b.client.participatory_process_groups(), "participatory_process_groups");
        titled(b, &groups, list, any(b, list), |it| (it.id, &it.title))
    }),
    op("a process type", &["Query.participatoryProcessType"], |b| {
        let (types, list) = (b.client.participatory_process_types(), "participatory_process_types");
        titled(b, &types, list, any(b, list), |it| (it.id, &it.title))
    }),
    op("an assembly", ALWAYS, |b| {
        let id = space(b, "assemblies");
        titled(b, &b.client.assemblies(), "assemblies", id, |it| (it.id, &it.title))
    }),
    op("an assembly type", &["Query.assembliesType"], |b| {
        let (types, list) = (b.client.assembly_types(), "assemblies_types");
        titled(b, &types, list, any(b, list), |it| (it.id, &it.title))
    }),
    op("a conference", ALWAYS, |b| {
        let id = space(b, "conferences");
        titled(b, &b.client.conferences(), "conferences", id, |it| (it.id, &it.title))
    }),
    op("an initiative", ALWAYS, |b| {
        let id = space(b, "initiatives");
        titled(b, &b.client.initiatives(), "initiatives", id, |it| (it.id, &it.title))
    }),
    op("an initiative type", ALWAYS, |b| {
        let (types, list) = (b.client.initiative_types(), "initiatives_types");
        titled(b, &types, list, any(b, list), |it| (it.id, &it.title))
    }),
    op("a consultation", &["Query.consultation"], |b| {
        let id = space(b, "consultations");
        titled(b, &b.client.consultations(), "consultations", id, |it| (it.id, &it.title))
    }),
    op("a voting", &["Query.voting"], |b| {
        let id = space(b, "votings");
        titled(b, &b.client.votings(), "votings", id, |it| (it.id, &it.title))
    }),
    op("a user", ALWAYS, |b| {
        let id = somebody(b, false);
        one(b.run(b.client.users().get(id)).map(|user| {
            assert_eq!((user.id, user.kind), (id, AuthorKind::User));
            assert_eq!(user.name.as_deref(), held(b, "users", id)["name"].as_str());
        }))
    }),
    op("a user by the nickname", ALWAYS, |b| {
        let id = somebody(b, false);
        let nickname = held(b, "users", id)["nickname"].clone();
        let user = b.run(b.client.users().get_by_nickname(nickname.as_str().unwrap()));
        one(user.map(|user| assert_eq!(user.id, id)))
    }),
    op("a group of users", ALWAYS, |b| {
        let id = somebody(b, true);
        // Since 0.31 a group is a participant like any other.
        let is_known = b.platform.version() < Version::V0_31;
        let kind = if is_known { AuthorKind::UserGroup } else { AuthorKind::User };
        one(b.run(b.client.users().get(id)).map(|group| {
            assert_eq!((group.id, group.kind), (id, kind));
            assert_eq!(group.name.as_deref(), held(b, "users", id)["name"].as_str());
        }))
    }),
    op("members of a group of users", &["UserGroup.members"], |b| {
        let id = somebody(b, true);
        let (members, pages) = rows(b, b.client.users().group_members(id).list().stream())?;
        let read: Vec<u64> = members.iter().map(|member| member.id.number()).collect();
        assert_eq!(serde_json::json!(read), held(b, "users", id)["member_ids"]);
        Ok(Brought { records: read.len(), pages, text: String::new() })
    }),
    op("participant details", &["Query.participantDetails"], |b| {
        one(b.run(b.client.participant_details(b.platform.ids("users")[0])))
    }),
    op("a component", ALWAYS, |b| {
        let id = component(b, "Proposals");
        one(b.run(b.client.all_components().get(id)).map(|component| {
            assert_eq!(component.id, id);
            assert_says(&component.name, &held(b, "components", id)["name"]);
        }))
    }),
    op("a proposal", ALWAYS, |b| listed(b, &proposals(b), "proposals", |it| &it.title)),
    op("a meeting", ALWAYS, |b| listed(b, &meetings(b), "meetings", |it| &it.title)),
    op("a budget", ALWAYS, |b| listed(b, &budgets(b), "budgets", |it| &it.title)),
    op("a result", ALWAYS, |b| listed(b, &results(b), "results", |it| &it.title)),
    op("a debate", ALWAYS, |b| listed(b, &debates(b), "debates", |it| &it.title)),
    op("a post", ALWAYS, |b| listed(b, &posts(b), "posts", |it| &it.title)),
    op("a page", ALWAYS, |b| listed(b, &pages(b), "pages", |it| &it.title)),
    op("a survey", ALWAYS, |b| {
        one(contained(b, &surveys(b), "surveys").map(|(survey, survey_held)| {
            let form = Id::new(survey_held["questionnaire_id"].as_u64().unwrap());
            let questionnaire = survey.questionnaire.unwrap();
            assert_eq!(questionnaire.id, Some(form));
            assert_says(&questionnaire.title, &held(b, "questionnaires", form)["title"]);
        }))
    }),
    op("a sortition", &["Sortitions"], |b| listed(b, &sortitions(b), "sortitions", |it| &it.title)),
    op("a collaborative text", &["CollaborativeTexts"], |b| {
        let text = contained(b, &texts(b), "collaborative_texts");
        one(text.map(|(text, held)| assert_eq!(text.title.as_deref(), held["title"].as_str())))
    }),
    op("an election", &["Elections"], |b| listed(b, &elections(b), "elections", |it| &it.title)),
];
