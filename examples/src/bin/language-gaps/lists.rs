//! Which lists have texts. To look at one more is to add its line.

use civic_core::Error;
use decidim_client::graphql::Client as Decidim;
use decidim_client::graphql::resources::{
    AccountabilityResult, Budget, Debate, Meeting, Page, Post,
};
use futures::future::BoxFuture;
use govocal_client::Client as GoVocal;
use petitions_client::Client as Petitions;
use petitions_client::resources::petitions::PetitionListField;

use crate::tally::{Tally, of_list, of_readings};

/// A list, and how it is read in these languages.
pub(crate) type Line<C> =
    (&'static str, for<'a> fn(&'a C, &'a [String]) -> BoxFuture<'a, Result<Tally, Error>>);

/// Texts come in one language at a time.
pub(crate) const GOVOCAL: &[Line<GoVocal>] = &[
    ("areas", |city, languages| {
        Box::pin(of_readings("areas", city.areas().list().locales(languages), languages))
    }),
    ("global_topics", |city, languages| {
        Box::pin(of_readings(
            "global_topics",
            city.global_topics().list().locales(languages),
            languages,
        ))
    }),
    ("input_topics", |city, languages| {
        Box::pin(of_readings(
            "input_topics",
            city.input_topics().list().locales(languages),
            languages,
        ))
    }),
    ("project_folders", |city, languages| {
        Box::pin(of_readings(
            "project_folders",
            city.project_folders().list().locales(languages),
            languages,
        ))
    }),
    ("projects", |city, languages| {
        Box::pin(of_readings("projects", city.projects().list().locales(languages), languages))
    }),
    ("phases", |city, languages| {
        Box::pin(of_readings("phases", city.phases().list().locales(languages), languages))
    }),
    ("events", |city, languages| {
        Box::pin(of_readings("events", city.events().list().locales(languages), languages))
    }),
    ("ideas", |city, languages| {
        Box::pin(of_readings("ideas", city.ideas().list().locales(languages), languages))
    }),
];

/// Records carry all languages.
pub(crate) const DECIDIM: &[Line<Decidim>] = &[
    ("participatory_processes", |site, languages| {
        Box::pin(of_list(
            "participatory_processes",
            site.participatory_processes().list().stream(),
            languages,
            |it| vec![("title", &it.title), ("description", &it.description)],
        ))
    }),
    ("assemblies", |site, languages| {
        Box::pin(of_list("assemblies", site.assemblies().list().stream(), languages, |it| {
            vec![("title", &it.title), ("description", &it.description)]
        }))
    }),
    ("conferences", |site, languages| {
        Box::pin(of_list("conferences", site.conferences().list().stream(), languages, |it| {
            vec![("title", &it.title), ("description", &it.description)]
        }))
    }),
    ("components", |site, languages| {
        Box::pin(of_list("components", site.all_components().list().stream(), languages, |it| {
            vec![("name", &it.name)]
        }))
    }),
    ("meetings", |site, languages| {
        Box::pin(of_list("meetings", site.all::<Meeting>().list().stream(), languages, |it| {
            vec![("title", &it.title), ("description", &it.description), ("location", &it.location)]
        }))
    }),
    ("debates", |site, languages| {
        Box::pin(of_list("debates", site.all::<Debate>().list().stream(), languages, |it| {
            vec![("title", &it.title), ("description", &it.description)]
        }))
    }),
    ("posts", |site, languages| {
        Box::pin(of_list("posts", site.all::<Post>().list().stream(), languages, |it| {
            vec![("title", &it.title), ("body", &it.body)]
        }))
    }),
    ("pages", |site, languages| {
        Box::pin(of_list("pages", site.all::<Page>().list().stream(), languages, |it| {
            vec![("title", &it.title), ("body", &it.body)]
        }))
    }),
    ("budgets", |site, languages| {
        Box::pin(of_list("budgets", site.all::<Budget>().list().stream(), languages, |it| {
            vec![("title", &it.title), ("description", &it.description)]
        }))
    }),
    ("results", |site, languages| {
        Box::pin(of_list(
            "results",
            site.all::<AccountabilityResult>().list().stream(),
            languages,
            |it| vec![("title", &it.title), ("description", &it.description)],
        ))
    }),
    ("proposals", |site, languages| {
        Box::pin(of_list("proposals", site.all_proposals().list().stream(), languages, |it| {
            vec![("title", &it.title), ("body", &it.body)]
        }))
    }),
    ("static_pages", |site, languages| {
        Box::pin(of_list("static_pages", site.static_pages().list().stream(), languages, |it| {
            vec![("title", &it.title), ("content", &it.content)]
        }))
    }),
];

/// Texts come in one language at a time.
pub(crate) const PETITIONS: &[Line<Petitions>] = &[("petitions", |site, languages| {
    Box::pin(of_readings(
        "petitions",
        site.petitions().list().fields(TEXTS).languages(languages),
        languages,
    ))
})];

const TEXTS: [PetitionListField; 3] =
    [PetitionListField::Description, PetitionListField::Statement, PetitionListField::Request];
