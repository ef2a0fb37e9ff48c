//! Texts in several languages, with the gaps that real platforms have.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// One text in the languages the generator knows.
type Words = (&'static str, &'static str, &'static str);

pub(super) const IDEA_SUBJECTS: &[Words] = &[
    ("Shade trees", "Schaduwbomen", "Arbres d'ombrage"),
    ("A drinking fountain", "Een drinkfontein", "Une fontaine à boire"),
    ("More benches", "Meer banken", "Davantage de bancs"),
    ("A safer crossing", "Een veiligere oversteek", "Un passage plus sûr"),
    ("Covered bicycle stands", "Overdekte fietsenstallingen", "Abris à vélos"),
    ("A reading corner", "Een leeshoek", "Un coin lecture"),
    ("Warmer street lights", "Warmere straatlampen", "Un éclairage plus chaud"),
    ("A shared vegetable garden", "Een gedeelde moestuin", "Un potager partagé"),
];

pub(super) const PLACES: &[Words] = &[
    ("the market square", "het marktplein", "la place du marché"),
    ("the old harbour", "de oude haven", "le vieux port"),
    ("the north park", "het noordpark", "le parc du nord"),
    ("Mill Street", "de Molenstraat", "la rue du Moulin"),
    ("the school gate", "de schoolpoort", "la porte de l'école"),
    ("the canal path", "het kanaalpad", "le chemin du canal"),
];

pub(super) const PROJECT_NAMES: &[Words] = &[
    ("Cooler city", "Koelere stad", "Une ville plus fraîche"),
    ("Streets for everyone", "Straten voor iedereen", "Des rues pour tous"),
    ("Neighbourhood budget", "Wijkbudget", "Budget de quartier"),
    ("The new library", "De nieuwe bibliotheek", "La nouvelle bibliothèque"),
    ("Along the water", "Langs het water", "Au fil de l'eau"),
];

pub(super) const TOPIC_NAMES: &[Words] = &[
    ("Climate", "Klimaat", "Climat"),
    ("Mobility", "Mobiliteit", "Mobilité"),
    ("Green space", "Groene ruimte", "Espaces verts"),
    ("Culture & sport", "Cultuur & sport", "Culture et sport"),
    ("Housing", "Wonen", "Logement"),
    ("Safety", "Veiligheid", "Sécurité"),
];

pub(super) const PHASE_NAMES: &[Words] = &[
    ("Collect", "Verzamelen", "Recueillir"),
    ("Choose", "Kiezen", "Choisir"),
    ("Carry out", "Uitvoeren", "Réaliser"),
];

pub(super) const EVENT_NAMES: &[Words] = &[
    ("Neighbourhood tour", "Buurtwandeling", "Promenade de quartier"),
    ("Open evening", "Open avond", "Soirée ouverte"),
    ("Planting day", "Plantdag", "Journée de plantation"),
];

pub(super) const MAIL_SUBJECTS: &[Words] = &[
    ("The vote opens on Monday", "De stemming begint maandag", "Le vote ouvre lundi"),
    ("What became of your idea", "Wat er van uw idee werd", "Ce qu'est devenue votre idée"),
];

pub(super) const CAUSE_NAMES: &[Words] = &[
    ("Plant trees", "Bomen planten", "Planter des arbres"),
    ("Repair café helpers", "Helpers voor het repair café", "Aide au repair café"),
];

const SENTENCES: &[Words] = &[
    (
        "It would help in summer &amp; costs little.",
        "Het helpt in de zomer &amp; kost weinig.",
        "Cela aiderait en été &amp; coûte peu.",
    ),
    (
        "Many people pass here every day.",
        "Veel mensen komen hier elke dag voorbij.",
        "Beaucoup de gens passent ici chaque jour.",
    ),
    (
        "See <a href=\"https://plans.example.org/map\" rel=\"noreferrer\">the map</a>.",
        "Zie <a href=\"https://plans.example.org/map\" rel=\"noreferrer\">de kaart</a>.",
        "Voir <a href=\"https://plans.example.org/map\" rel=\"noreferrer\">le plan</a>.",
    ),
    ("Who would join in? 🌳", "Wie doet mee? 🌳", "Qui participe ? 🌳"),
];

/// Which text a map is made of.
#[derive(Clone, Copy)]
pub(super) enum Style {
    Plain,
    Html,
}

/// A text in one locale; a language that the generator does not know gets marked English.
pub(super) fn in_locale(words: Words, locale: &str) -> String {
    let language = locale.split('-').next().unwrap_or(locale);
    match language {
        "nl" => words.1.to_owned(),
        "fr" => words.2.to_owned(),
        "en" => words.0.to_owned(),
        _ => format!("{} [{locale}]", words.0),
    }
}

/// A whole map, every locale present.
pub(super) fn whole(locales: &[String], write: impl Fn(&str) -> String) -> Value {
    Value::Object(locales.iter().map(|locale| (locale.clone(), json!(write(locale)))).collect())
}

/// A map with the gaps of real platforms: locales missing, blank texts, languages that the
/// platform has since dropped, no text at all.
pub(super) fn gappy(rng: &mut Rng, locales: &[String], write: impl Fn(&str) -> String) -> Value {
    let full = |kept: &dyn Fn(usize) -> bool| -> Map<String, Value> {
        let kept = locales.iter().enumerate().filter(|(at, _)| kept(*at));
        kept.map(|(_, locale)| (locale.clone(), json!(write(locale)))).collect()
    };
    let mut texts = match rng.u8(..100) {
        0..62 => full(&|_| true),
        62..80 => full(&|at| at == 0),
        80..88 => full(&|at| at > 0),
        88..92 => {
            let mut texts = full(&|_| true);
            if let Some(first) = locales.first() {
                texts.insert(first.clone(), json!(""));
            }
            texts
        }
        92..95 => Map::from_iter([("de".to_owned(), json!(write("de")))]),
        95..98 => Map::new(),
        _ => full(&|at| at + 1 == locales.len()),
    };
    if texts.is_empty() && rng.bool() {
        texts.extend(locales.first().map(|first| (first.clone(), json!(""))));
    }
    Value::Object(texts)
}

/// A body of one to three sentences.
pub(super) fn body(rng: &mut Rng, locales: &[String], style: Style) -> Value {
    let picks: Vec<Words> =
        (0..rng.usize(1..=3)).filter_map(|_| rng.choice(SENTENCES).copied()).collect();
    let listed = rng.u8(..6) == 0;
    gappy(rng, locales, |locale| {
        let texts: Vec<String> = picks.iter().map(|words| in_locale(*words, locale)).collect();
        match style {
            Style::Plain => texts.join(" ").replace("&amp;", "&"),
            Style::Html if listed => format!("<ul><li>{}</li></ul>", texts.join("</li><li>")),
            Style::Html => format!("<p>{}</p>", texts.join("</p><p>")),
        }
    })
}

/// A path-safe name.
pub(in crate::govocal) fn slug(text: Option<&Value>, number: u32) -> String {
    let text = text.and_then(Value::as_str).unwrap_or("untitled").to_lowercase();
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    format!("{}-{number}", words.join("-"))
}

/// The address of a page on the platform.
pub(in crate::govocal) fn href(locale: &str, section: &str, slug: &str) -> String {
    format!("https://participate.example.org/{locale}/{section}/{slug}")
}
