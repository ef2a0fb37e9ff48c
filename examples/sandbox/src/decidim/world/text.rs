//! Texts in several languages, with the gaps that real platforms have.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// One text in the languages that the generator knows: English, Catalan, Spanish.
pub(super) type Words = (&'static str, &'static str, &'static str);

pub(super) const SUBJECTS: &[Words] = &[
    ("More bike lanes", "Més carrils bici", "Más carriles bici"),
    ("Shade for the playground", "Ombra per al parc infantil", "Sombra para el parque infantil"),
    ("A public library on Sundays", "Biblioteca els diumenges", "Biblioteca los domingos"),
    ("Safer crossings", "Passos més segurs", "Pasos más seguros"),
    ("Trees along the avenue", "Arbres a l'avinguda", "Árboles en la avenida"),
    ("Water fountains", "Fonts d'aigua", "Fuentes de agua"),
    ("Quiet nights", "Nits tranquil·les", "Noches tranquilas"),
    ("Shared gardens & orchards", "Horts i jardins compartits", "Huertos y jardines compartidos"),
];

pub(super) const PLACES: &[Words] = &[
    ("by the river", "vora el riu", "junto al río"),
    ("in the old town", "al nucli antic", "en el casco antiguo"),
    ("near the station", "prop de l'estació", "cerca de la estación"),
    ("in the north district", "al districte nord", "en el distrito norte"),
    ("at the market", "al mercat", "en el mercado"),
];

const SENTENCES: &[Words] = &[
    (
        "It costs little &amp; helps many.",
        "Costa poc &amp; ajuda molta gent.",
        "Cuesta poco &amp; ayuda a muchos.",
    ),
    (
        "See <a href=\"https://plans.example.org/map\">the map</a>.",
        "Vegeu <a href=\"https://plans.example.org/map\">el mapa</a>.",
        "Vea <a href=\"https://plans.example.org/map\">el mapa</a>.",
    ),
    ("Who joins? 🌳", "Qui s'hi apunta? 🌳", "¿Quién se apunta? 🌳"),
    (
        "The street is <strong>dark</strong> in winter.",
        "El carrer és <strong>fosc</strong> a l'hivern.",
        "La calle es <strong>oscura</strong> en invierno.",
    ),
];

/// A text in one locale; a language that the generator does not know gets marked English.
pub(super) fn in_locale(words: Words, locale: &str) -> String {
    match locale.split('-').next().unwrap_or(locale) {
        "en" => words.0.to_owned(),
        "ca" => words.1.to_owned(),
        "es" => words.2.to_owned(),
        _ => format!("{} [{locale}]", words.0),
    }
}

/// A text that stands in every locale.
pub(super) fn whole(locales: &[String], write: impl Fn(&str) -> String) -> Value {
    Value::Object(locales.iter().map(|locale| (locale.clone(), json!(write(locale)))).collect())
}

/// A text with the gaps of real platforms: locales missing, null or blank, languages that the
/// platform has since dropped, machine translations, no text at all.
pub(super) fn gappy(rng: &mut Rng, locales: &[String], write: impl Fn(&str) -> String) -> Value {
    let written = |kept: &dyn Fn(usize) -> bool| -> Map<String, Value> {
        let kept = locales.iter().enumerate().filter(|(at, _)| kept(*at));
        kept.map(|(_, locale)| (locale.clone(), json!(write(locale)))).collect()
    };
    let texts = match rng.u8(..100) {
        0..52 => written(&|_| true),
        52..68 => {
            let mut texts = written(&|at| at == 0);
            let machine = written(&|at| at > 0);
            texts.insert("machine_translations".to_owned(), Value::Object(machine));
            texts
        }
        68..78 => written(&|at| at == 0),
        78..83 => {
            let mut texts = written(&|_| true);
            texts.extend(locales.first().map(|first| (first.clone(), json!(""))));
            texts
        }
        83..88 => {
            let mut texts = written(&|at| at == 0);
            texts.extend(locales.get(1).map(|second| (second.clone(), Value::Null)));
            texts
        }
        88..93 => written(&|at| at + 1 == locales.len()),
        93..96 => {
            let mut texts = written(&|at| at == 0);
            texts.insert("fr".to_owned(), json!(write("fr")));
            texts
        }
        _ => Map::new(),
    };
    Value::Object(texts)
}

/// Rich text of one to three sentences.
pub(super) fn body(rng: &mut Rng, locales: &[String]) -> Value {
    let picks: Vec<Words> =
        (0..rng.usize(1..=3)).filter_map(|_| rng.choice(SENTENCES).copied()).collect();
    let listed = rng.u8(..6) == 0;
    gappy(rng, locales, |locale| {
        let texts: Vec<String> = picks.iter().map(|words| in_locale(*words, locale)).collect();
        if listed {
            format!("<ul><li>{}</li></ul>", texts.join("</li><li>"))
        } else {
            format!("<p>{}</p>", texts.join("</p><p>"))
        }
    })
}
