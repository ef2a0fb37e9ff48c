//! What the site's own code does. The code of the API is not public; where it may differ, a test says so.
//! Files are those of petities/petitions.eu at 7958d2e.

use std::sync::Arc;
use std::time::SystemTime;

use crate::as_transport::drained;
use crate::support::client;
use crate::support::scripted::{Asked, Site};
use civic_core::clock::Clock;
use civic_core::testing::VirtualClock;
use civic_sandbox::Petitions;
use civic_sandbox::petitions::PetitionsBuilder;
use fastrand::Rng;
use petitions_client::jiff::Timestamp;
use petitions_client::jiff::civil::Date;
use petitions_client::list::translations::Translated;
use petitions_client::list::{Completeness, Condition};
use petitions_client::resources::petitions::{Petition, PetitionListField, PetitionStatus};
use petitions_client::serde_json::{Value, from_value, json, to_value};
use petitions_client::sync::store::Memory;
use schemars::generate::SchemaSettings;

const STATEMENT: &str = "**Bomen**\n\n* een\n* twee\n\nZie <https://www.example.org/rapport>";

/// `app/views/petitions/show.html.slim`, lines 55 to 71, renders these four as Markdown, and
/// `show.json.jbuilder` sends the column as it is.
#[test]
fn texts_are_markdown_and_come_whole() {
    let texts = ["description", "initiators", "statement", "request"];
    let mut body = json!({"id": 7, "name": "Bomen"});
    for name in texts {
        body[name] = STATEMENT.into();
    }
    let site = Site::of(move |asked| match asked.path.as_str() {
        "petitions" => json!([body]),
        "organisations" => json!([]),
        _ => body.clone(),
    });
    let one = site.run(site.client.petitions().get(7)).unwrap();
    let list = site.client.petitions().list().fields(PetitionListField::all());
    let (listed, report) = site.read(list.stream());
    assert_eq!(listed.len(), 1, "{report}");
    for petition in [&one, &listed[0]] {
        let Petition { description, initiators, statement, request, .. } = petition;
        for text in [description, initiators, statement, request] {
            assert_eq!(text.as_deref(), Some(STATEMENT));
        }
    }
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<Petition>().to_value();
    for name in texts {
        let column = &schema["properties"][name];
        assert_eq!(column["contentMediaType"], "text/markdown", "{name}");
        assert_eq!(column["type"], json!(["string", "null"]), "{name}");
    }
    let of_html = |column: &Value| column["contentMediaType"] == "text/html";
    assert!(!schema["properties"].as_object().unwrap().values().any(of_html));
}

/// `db/schema.rb` lets `signatures.confirmed_at` be null, and `app/models/petition.rb`, line 239, asks for
/// `confirmed_at IS NOT NULL` beside `confirmed=true`.
#[test]
fn a_signature_without_a_moment_is_one_and_costs_no_other() {
    let rows = json!([
        {"timestamp": "2018-10-12T12:00:00.000+02:00", "petition": {"id": 7}},
        {"timestamp": null, "petition": {"id": 7}},
    ]);
    let site = Site::of(move |_| rows.clone());
    let newest = site.run(site.client.signatures().list().newest()).unwrap();
    let seconds = newest.iter().map(|it| it.timestamp.timestamp().map(Timestamp::as_second));
    assert_eq!(seconds.collect::<Vec<_>>(), [Some(1_539_338_400), None]);
    assert_eq!(to_value(&newest[1]).unwrap()["timestamp"], Value::Null);
    assert_eq!(newest[1].petition.as_ref().unwrap().id.unwrap().number(), 7);
}

/// `signatures_count` is counted anew at 4 in the morning (`config/schedule.rb`, line 41), so that on the
/// day itself it may equal by chance what a key is given: three rows of the test key (README of
/// petities/api, 22236a8).
#[test]
fn a_count_of_this_morning_proves_nothing_about_signatures_of_today() {
    let site = Site::of(|asked| {
        let today = |minute: i64| {
            let at = Timestamp::from_second(1_793_606_400 + minute * 60).unwrap();
            json!({"timestamp": at.to_string(), "petition": {"id": 7, "name": "Bomen"}})
        };
        match asked.path.as_str() {
            "petitions/7" => json!({"id": 7, "name": "Bomen", "signatures_count": 3}),
            _ => (0..50).rev().map(today).take(3).collect(),
        }
    });
    let (read, report) = site.read(site.client.signatures().list().petitions([7]).stream());
    assert_eq!(read.len(), 3);
    assert!(!report.is_consistent(), "{report}");
    let provided = Condition::CountRight;
    assert_ne!(report.completeness, Completeness::Consistent { provided });
}

/// A server whose database is `MySQL` (`Gemfile`): null comes last, and is in no range.
#[derive(Clone)]
struct Table {
    /// Newest first.
    dated: Vec<Timestamp>,
    undated: usize,
    most: usize,
    most_within_bounds: usize,
    bounds: bool,
    count: bool,
}

impl Table {
    fn any(rng: &mut Rng) -> Self {
        let most = rng.usize(2..30);
        let times = rng.usize(..50);
        let moment = |_| Timestamp::from_second(1_790_000_000 - rng.i64(0..5_000_000)).unwrap();
        let mut dated: Vec<Timestamp> = (0..times).map(moment).collect();
        dated.sort_by_key(|at| std::cmp::Reverse(*at));
        Self {
            dated,
            undated: rng.usize(..12),
            most,
            most_within_bounds: if rng.bool() { most } else { rng.usize(2..30) },
            bounds: rng.u8(..4) > 0,
            count: rng.bool(),
        }
    }

    fn answer(&self, asked: &Asked) -> Value {
        if asked.path == "petitions/7" {
            let count = self.count.then_some(self.dated.len() + self.undated);
            return json!({"id": 7, "name": "Bomen", "signatures_count": count});
        }
        let to = asked.get("to").filter(|_| self.bounds);
        let to = to.map(|to| to.parse::<Date>().unwrap().tomorrow().unwrap().to_string());
        let row = |at: Value| json!({"timestamp": at, "petition": {"id": 7, "name": "Bomen"}});
        let dated = self.dated.iter().map(Timestamp::to_string);
        let dated = dated.filter(|at| to.as_ref().is_none_or(|to| at < to)).map(Value::from);
        let undated = if to.is_some() { 0 } else { self.undated };
        let rows = dated.chain(std::iter::repeat_n(Value::Null, undated)).map(row);
        asked.cut(if to.is_some() { self.most_within_bounds } else { self.most }, rows).into()
    }
}

#[test]
fn no_list_is_called_complete_that_lacks_signatures_without_a_moment() {
    let (mut complete, mut with_undated) = (0, 0);
    for seed in 0..1500 {
        let mut rng = Rng::with_seed(seed);
        let (table, asked) = (Table::any(&mut rng), [1000, 3, 8, 20][rng.usize(..4)]);
        let site = Site::of({
            let table = table.clone();
            move |asked| table.answer(asked)
        });
        let list = site.client.signatures().list().petitions([7]).page_size(asked as u64);
        let (read, report) = site.read(list.stream());
        let Table { dated, undated, most, most_within_bounds, count, .. } = table;
        let (most, within) = (most.min(asked), most_within_bounds.min(asked));
        // The count is right, so that a condition that it is wrong does not hold.
        let holds = match report.completeness {
            Completeness::Proven => true,
            Completeness::Consistent { provided } => {
                provided == Condition::CountRight
                    || (provided == Condition::OneMaximum && most == within)
            }
            _ => false,
        };
        if !holds {
            continue;
        }
        let nulls = read.iter().filter(|it| it.timestamp.timestamp().is_none()).count();
        let case = format!(
            "seed {seed}: {nulls} of {undated}, {} of {}: {report}",
            read.len(),
            dated.len()
        );
        assert_eq!(read.len() - nulls, dated.len(), "{case}");
        // Where the first answer had none and nothing is counted, the report is about the others.
        let beyond = !count && nulls == 0 && dated.len() >= most;
        assert!(nulls == undated || beyond, "{case}");
        complete += 1;
        with_undated += u32::from(nulls > 0);
    }
    assert!(complete > 300 && with_undated > 50, "{complete}, {with_undated}: a test of nothing");
}

/// `app/models/petition.rb`, line 1, and `config/application.rb`: for German only Dutch stands in.
#[test]
fn a_petition_without_a_name_in_a_language_is_read_without_one() {
    let (clock, platform) = sandbox(|it| it.petitions(5));
    let site = client(&platform, &clock, Petitions::FULL_KEY);
    let names = |language: &str| -> Vec<Option<String>> {
        let list = site.petitions().list().language(language).newest();
        clock.run(list).unwrap().unwrap().into_iter().map(|it| it.name).collect()
    };
    assert_eq!(names("de").iter().filter(|name| name.is_none()).count(), 1);
    assert!(names("en").iter().all(Option::is_some));
    let mut reading = site.petitions().list().languages(["en", "de"]);
    let (petitions, errors) = clock.run(drained(&mut reading)).unwrap();
    assert!(errors.is_empty() && petitions.len() == 5, "{errors:?}");
    let in_english_alone = |it: &&Translated<Petition>| {
        it.text("name").is_some_and(|name| name.get("de").is_none() && name.get("en").is_some())
    };
    assert_eq!(petitions.iter().filter(in_english_alone).count(), 1);
}

/// `db/schema.rb`, lines 260 and 261: a petition has the id of an organisation, or only its name. That the
/// API sends both is likely.
#[test]
fn an_organisation_may_have_a_name_and_no_id() {
    let (clock, platform) = sandbox(|it| it.petitions(10).signatures(3));
    let site = client(&platform, &clock, Petitions::FULL_KEY);
    let signatures = clock.run(site.signatures().list().newest()).unwrap().unwrap();
    let named = signatures.iter().filter_map(|it| it.organisation.as_ref());
    let by_name = named.filter(|it| it.id.is_none() && it.name.is_some() && it.extra.is_empty());
    assert_eq!(by_name.count(), 3);
}

/// `lib/tasks/petition.rake`, line 104, writes `orphan`; `app/models/petition.rb` has `orphaned`.
#[test]
fn the_status_orphan_is_kept_as_it_came() {
    let status: PetitionStatus = from_value(json!("orphan")).unwrap();
    assert_eq!((status.is_known(), status.as_str()), (false, "orphan"));
    let (clock, platform) = sandbox(|it| it.petitions(3));
    let petition = platform.petition_ids()[0];
    assert!(platform.set_status(petition, "orphan"));
    let site = client(&platform, &clock, Petitions::FULL_KEY);
    let list = site.petitions().list().fields([PetitionListField::Status]).newest();
    let petitions = clock.run(list).unwrap().unwrap();
    assert_eq!(petitions[0].status, Some(status));
}

/// `app/controllers/concerns/sort_petitions.rb`, line 14: lists hide what is `concept` or `staging`.
#[test]
fn a_petition_that_is_hidden_again_stays_in_a_copy_and_is_told() {
    let (clock, platform) = sandbox(|it| it.petitions(30).signatures(2).hides_unpublished(true));
    let site = client(&platform, &clock, Petitions::FULL_KEY);
    let mut copy = Memory::new();
    let mut run = || {
        let list = site.petitions().list().fields([PetitionListField::Status]);
        let state = copy.state();
        clock.run(list.sync(state).store_in(&mut copy)).unwrap().unwrap()
    };
    let first = run();
    assert!(first.complete && first.upserts > 20 && first.upserts < 30, "{first}");
    let petition = *platform
        .petition_ids()
        .iter()
        .find(|id| platform.status(**id).as_deref() == Some("live"))
        .unwrap();
    assert!(platform.set_status(petition, "staging"));
    let second = run();
    assert!(second.complete, "{second}");
    assert_eq!((second.gone, second.left_out), (0, 1), "{second}");
}

fn sandbox(set_up: impl FnOnce(PetitionsBuilder) -> PetitionsBuilder) -> (VirtualClock, Petitions) {
    // After the youngest record that the sandbox makes.
    let clock = VirtualClock::starting_at("2026-11-02T12:00:00Z".parse().unwrap());
    let time = clock.clone();
    let builder = set_up(Petitions::builder().no_rate_limit());
    (clock, builder.clock(Arc::new(move || SystemTime::from(time.now()))).build())
}
