//! Made-up petitions, organisations and signatures.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;

use super::dates::day_of;
use super::language::Language;
use super::settings::Settings;
use super::status::STATUSES;
use super::world::{Jobs, Organisation, Petition, Signature, Texts, World};
use crate::moment::DAY;

/// The end of the generated past: 2026-11-01, UTC.
const END: i64 = 1_793_491_200_000;
/// The oldest petition is this old at that time.
const AGE: i64 = 900 * DAY;
const HOUR: i64 = 3_600_000;

/// One text in each language, in their order.
type Words = [&'static str; 7];

const SUBJECTS: [Words; 4] = [
    [
        "Meer bomen",
        "More trees",
        "Mehr Bäume",
        "Mear beammen",
        "Meer bomen",
        "Més arbres",
        "Mas palu",
    ],
    [
        "Een veilig fietspad",
        "A safe cycle path",
        "Ein sicherer Radweg",
        "In feilich fytspaad",
        "n Vaaileg fietspad",
        "Un carril bici segur",
        "Un kaminda di baiskel sigur",
    ],
    [
        "Een open bibliotheek",
        "An open library",
        "Eine offene Bibliothek",
        "In iepen bibleteek",
        "n Open bibletheek",
        "Una biblioteca oberta",
        "Un biblioteka habri",
    ],
    [
        "Schoon water",
        "Clean water",
        "Sauberes Wasser",
        "Skjin wetter",
        "Schoon woater",
        "Aigua neta",
        "Awa limpi",
    ],
];

const PLACES: [Words; 3] = [
    [
        "op het plein",
        "in the square",
        "auf dem Platz",
        "op it plein",
        "op t plaain",
        "a la plaça",
        "na e plasa",
    ],
    [
        "langs de haven",
        "along the harbour",
        "am Hafen",
        "by de haven",
        "bie hoaven",
        "al port",
        "na haf",
    ],
    [
        "in de Molenwijk",
        "in the mill quarter",
        "im Mühlenviertel",
        "yn de Mûnewyk",
        "in Meulenwiek",
        "al barri del molí",
        "den bario di molina",
    ],
];

const KINDS: [&str; 8] = [
    "counsil",
    "government",
    "parliament",
    "water_county",
    "district",
    "collective",
    "european_union",
    "plusregion",
];

/// Column and rows of real petitions: petities/petitions.eu, issues 192, 414 and 440.
fn drift(number: i64) -> (usize, usize) {
    match number {
        -2 => (5133, 5158),
        -1 => (14865, 14922),
        0 => (1, 1),
        1 => (4011, 3035),
        _ => (375, 240),
    }
}

pub(super) fn build(seed: u64, settings: &Settings) -> World {
    let mut rng = Rng::with_seed(seed);
    let organisations: Vec<Organisation> = (0..settings.organisations).map(organisation).collect();
    let spacing = AGE / i64::try_from(settings.petitions).unwrap_or(i64::MAX).max(1);
    let mut petitions = Vec::with_capacity(settings.petitions);
    let mut signatures = Vec::new();
    let mut created = END - AGE;
    for number in 0..settings.petitions {
        let petition = petition(&mut rng, number, created, &organisations);
        signatures.extend(signed(&mut rng, &petition, settings.signatures));
        if number == 0 {
            signatures.extend(crowds(&mut rng, &petition, settings));
            let undated = Signature { petition: petition.id, confirmed: None };
            signatures.extend(std::iter::repeat_n(undated, settings.undated));
        }
        petitions.push(petition);
        created += spacing;
    }
    petitions.reverse();
    signatures.sort_by_key(|signature| signature.confirmed);
    World {
        petitions,
        organisations,
        signatures,
        unconfirmed: Vec::new(),
        signed: BTreeSet::new(),
        rng,
        jobs: Jobs::default(),
    }
}

fn organisation(number: usize) -> Organisation {
    let kind = KINDS.get(number % KINDS.len()).map(|kind| (*kind).to_owned());
    Organisation {
        id: 3 + 2 * number as u64,
        name: Some(format!("Organisatie {}", number + 1)),
        // The columns may be null, and some are.
        kind: kind.filter(|_| number % 9 != 7),
    }
}

fn petition(
    rng: &mut Rng,
    number: usize,
    created: i64,
    organisations: &[Organisation],
) -> Petition {
    // The first is open; then every status has its turn.
    let status = STATUSES.get((number + 2) % STATUSES.len()).copied().unwrap_or("live");
    let organisation = if number % 5 == 4 { None } else { rng.choice(organisations.iter()) };
    Petition {
        id: 101 + 7 * number as u64,
        created: created + rng.i64(0..HOUR) / 1000 * 1000,
        status: status.to_owned(),
        texts: texts(rng, number),
        date_projected: rng.bool().then(|| day_of(created + 200 * DAY)),
        answer_due_date: rng.bool().then(|| day_of(created + 260 * DAY)),
        reference: None,
        organisation: organisation.map(|organisation| organisation.id),
        // The site keeps the name of one that is not in its table.
        organisation_name: (number % 10 == 9).then_some("Buurtvereniging De Sandbox"),
        count: 0,
        drift: drift(rng.i64(-2..=2)),
    }
}

/// Some petitions are in one language, some in several, some in one and a half.
fn texts(rng: &mut Rng, number: usize) -> BTreeMap<Language, Texts> {
    let (subject, place) = (rng.usize(..SUBJECTS.len()), rng.usize(..PLACES.len()));
    let written = |language: Language| {
        let word = |words: &[Words], at: usize| {
            let words = words.get(at).map(|words| words.get(language as usize));
            words.flatten().copied().unwrap_or_default()
        };
        let name = format!("{} {}", word(&SUBJECTS, subject), word(&PLACES, place));
        Texts {
            description: format!("{name} (*{}*)", number + 1),
            initiators: format!("{name} & co"),
            // Markdown, as the site's form takes it.
            statement: format!("**{name}!**\n\n* 1\n* 2\n\n<https://www.example.org/rapport>"),
            request: format!("{name}?"),
            name,
        }
    };
    let languages = match number % 5 {
        0 | 4 => vec![Language::Dutch],
        1 => vec![Language::Dutch, Language::English],
        2 => vec![Language::English],
        _ => Language::ALL.to_vec(),
    };
    let mut texts: BTreeMap<Language, Texts> =
        languages.into_iter().map(|language| (language, written(language))).collect();
    if number % 5 == 4 {
        let half = Texts { name: written(Language::English).name, ..Texts::default() };
        texts.insert(Language::English, half);
    }
    texts
}

/// Signatures spread over the days since the petition began; one in eight shares its second with
/// the one before.
fn signed(rng: &mut Rng, petition: &Petition, count: usize) -> Vec<Signature> {
    let mut at = petition.created;
    let mut signatures = Vec::with_capacity(count);
    for number in 0..count {
        if number == 0 || rng.u8(..8) != 0 {
            at = rng.i64(petition.created..END) / 1000 * 1000;
        }
        signatures.push(Signature { petition: petition.id, confirmed: Some(at) });
    }
    signatures
}

fn crowds(rng: &mut Rng, petition: &Petition, settings: &Settings) -> Vec<Signature> {
    let noon = petition.created.div_euclid(DAY) * DAY + 40 * DAY + 12 * HOUR;
    let of_day =
        (0..settings.crowded_day).map(|_| noon + rng.i64(-4 * HOUR..4 * HOUR) / 1000 * 1000);
    let of_day: Vec<i64> = of_day.collect();
    let of_second = std::iter::repeat_n(noon + 20 * DAY, settings.crowded_second);
    of_day
        .into_iter()
        .chain(of_second)
        .map(|confirmed| Signature { petition: petition.id, confirmed: Some(confirmed) })
        .collect()
}
