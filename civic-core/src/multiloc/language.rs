//! Language tags: parsing, and which of them a reader of one can read.

use icu_locale_core::LanguageIdentifier;

/// The tag as BCP 47 has it, with `_` read as `-`; None for anything else.
///
/// Extensions (`-u-nu-latn`) say nothing about the language and are dropped.
pub(super) fn parse(tag: &str) -> Option<LanguageIdentifier> {
    let language = if tag.contains('_') {
        LanguageIdentifier::try_from_locale_bytes(tag.replace('_', "-").as_bytes())
    } else {
        LanguageIdentifier::try_from_locale_bytes(tag.as_bytes())
    };
    language.ok().filter(|language| !language.language.is_unknown())
}

/// Whether two tags are the same, verbatim or as BCP 47 compares them.
pub(super) fn same_tag(a: &str, b: &str) -> bool {
    a == b || matches!((parse(a), parse(b)), (Some(a), Some(b)) if a == b)
}

/// Whether the two are one language in one script, wherever they are spoken.
pub(super) fn same_language(a: &LanguageIdentifier, b: &LanguageIdentifier) -> bool {
    current_code(a) == current_code(b) && script(a) == script(b)
}

/// How near a text's region is to the wanted one: lower is nearer.
pub(super) fn region_distance(wanted: &LanguageIdentifier, text: &LanguageIdentifier) -> u8 {
    match text.region {
        region if region == wanted.region => 0,
        None => 1,
        // A group of countries, as in es-419.
        Some(region) if !region.is_alphabetic() => 2,
        Some(_) => 3,
    }
}

/// The code in use today for codes that platforms still send in an older form.
fn current_code(language: &LanguageIdentifier) -> &str {
    match language.language.as_str() {
        "no" => "nb",
        "iw" => "he",
        "in" => "id",
        "ji" => "yi",
        "mo" => "ro",
        "tl" => "fil",
        code => code,
    }
}

/// The script of a tag: as written in it, else the usual one of its language and region.
///
/// Without this `zh-Hant` would be taken for `zh-CN`, and `sr-Latn` for `sr`.
fn script(language: &LanguageIdentifier) -> &str {
    if let Some(script) = &language.script {
        return script.as_str();
    }
    let region = language.region.as_ref().map_or("", |region| region.as_str());
    match (current_code(language), region) {
        ("zh" | "yue", "TW" | "HK" | "MO") | ("yue", "") => "Hant",
        ("zh" | "yue", _) => "Hans",
        ("sr", "ME") => "Latn",
        ("mn", "CN") => "Mong",
        ("az" | "uz" | "ku", "IR" | "AF" | "IQ") | ("kk" | "ky", "CN") | ("pa", "PK") => "Arab",
        (code, _) => usual_script(code),
    }
}

/// By CLDR's likely subtags. Languages that it has no locale for count as written in Latin.
fn usual_script(code: &str) -> &'static str {
    match code {
        "ar" | "fa" | "ur" | "ps" | "ckb" | "ug" | "sd" | "ks" | "prs" | "apc" | "ary" | "bal"
        | "bgn" | "bqi" | "brh" | "lrc" | "mzn" | "sdh" | "skr" | "trw" => "Arab",
        "ru" | "uk" | "bg" | "be" | "mk" | "sr" | "kk" | "ky" | "mn" | "tg" | "tt" | "ba"
        | "cv" | "ce" | "os" | "ab" | "ady" | "bua" | "cu" | "kaa" | "kbd" | "mdf" | "myv"
        | "sah" | "tyv" | "xdq" => "Cyrl",
        "hi" | "mr" | "ne" | "sa" | "bgc" | "bho" | "brx" | "doi" | "kok" | "mai" | "raj"
        | "suz" | "xnr" => "Deva",
        "am" | "ti" | "byn" | "gez" | "tig" | "wal" => "Ethi",
        "bn" | "as" | "mni" => "Beng",
        "he" | "yi" => "Hebr",
        "my" | "shn" => "Mymr",
        "dz" | "bo" => "Tibt",
        "iu" | "csw" => "Cans",
        "shi" | "zgh" => "Tfng",
        "hnj" | "mww" => "Hmnp",
        "blt" => "Tavt",
        "ccp" => "Cakm",
        "chr" => "Cher",
        "cop" => "Copt",
        "dv" => "Thaa",
        "el" => "Grek",
        "gu" => "Gujr",
        "hy" => "Armn",
        "ii" => "Yiii",
        "ja" => "Jpan",
        "ka" => "Geor",
        "km" => "Khmr",
        "kn" => "Knda",
        "ko" => "Kore",
        "lo" => "Laoo",
        "ml" => "Mlym",
        "nqo" => "Nkoo",
        "or" => "Orya",
        "osa" => "Osge",
        "pa" => "Guru",
        "rhg" => "Rohg",
        "sat" => "Olck",
        "si" => "Sinh",
        "syr" => "Syrc",
        "ta" => "Taml",
        "te" => "Telu",
        "th" => "Thai",
        "vai" => "Vaii",
        _ => "Latn",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn readable(wanted: &str, text: &str) -> bool {
        same_language(&parse(wanted).unwrap(), &parse(text).unwrap())
    }

    #[test]
    fn regions_do_not_part_a_language() {
        assert!(readable("nl-BE", "nl"));
        assert!(readable("nl", "nl-NL"));
        assert!(readable("es-MX", "es-419"));
        assert!(readable("en", "en-Latn-GB"));
        assert!(!readable("nl", "fy"));
    }

    #[test]
    fn scripts_do() {
        assert!(readable("zh-Hant", "zh-TW"));
        assert!(readable("zh-HK", "zh-Hant-MO"));
        assert!(readable("zh", "zh-CN"));
        assert!(!readable("zh-Hant", "zh-CN"));
        assert!(!readable("zh-TW", "zh-Hans"));
        assert!(!readable("zh-TW", "zh"));
        assert!(readable("sr", "sr-Cyrl-RS"));
        assert!(!readable("sr-Latn", "sr"));
        assert!(!readable("ja-Latn", "ja"));
    }

    /// CLDR, `likelySubtags`: one language or two of each script, those with a script by region, and
    /// languages of which only some texts are in another script than Latin.
    #[test]
    fn a_language_has_the_script_that_it_is_usually_written_in() {
        for (languages, script) in [
            (
                &["ar", "fa", "ary", "ckb", "uz-AF", "ku-IQ", "az-IR", "kk-CN", "ky-CN", "pa-PK"][..],
                "Arab",
            ),
            (&["ru", "uk", "sr", "sr-BA", "kk", "mn", "tyv", "ab"], "Cyrl"),
            (&["nl", "ca", "eu", "sr-ME", "uz", "az", "ku-TR", "bs", "sw", "vi", "rom"], "Latn"),
            (&["hi", "mr", "mai"], "Deva"),
            (&["am", "ti", "tig"], "Ethi"),
            (&["bn", "as"], "Beng"),
            (&["he", "iw", "yi", "ji"], "Hebr"),
            (&["zh", "zh-SG", "yue-CN"], "Hans"),
            (&["zh-TW", "zh-HK", "zh-MO", "yue", "yue-HK"], "Hant"),
            (&["iu", "csw"], "Cans"),
            (&["shi", "zgh"], "Tfng"),
            (&["hnj", "mww"], "Hmnp"),
            (&["my", "shn"], "Mymr"),
            (&["dz", "bo"], "Tibt"),
            (&["mn-CN"], "Mong"),
            (&["blt"], "Tavt"),
            (&["ccp"], "Cakm"),
            (&["chr"], "Cher"),
            (&["cop"], "Copt"),
            (&["dv"], "Thaa"),
            (&["el"], "Grek"),
            (&["gu"], "Gujr"),
            (&["hy"], "Armn"),
            (&["ii"], "Yiii"),
            (&["ja"], "Jpan"),
            (&["ka"], "Geor"),
            (&["km"], "Khmr"),
            (&["kn"], "Knda"),
            (&["ko"], "Kore"),
            (&["lo"], "Laoo"),
            (&["ml"], "Mlym"),
            (&["nqo"], "Nkoo"),
            (&["or"], "Orya"),
            (&["osa"], "Osge"),
            (&["pa", "pa-IN"], "Guru"),
            (&["rhg"], "Rohg"),
            (&["sat"], "Olck"),
            (&["si"], "Sinh"),
            (&["syr"], "Syrc"),
            (&["ta"], "Taml"),
            (&["te"], "Telu"),
            (&["th"], "Thai"),
            (&["vai"], "Vaii"),
        ] {
            for language in languages {
                assert_eq!(super::script(&parse(language).unwrap()), script, "{language}");
            }
        }
    }

    #[test]
    fn older_codes_are_read_as_todays() {
        assert!(readable("no", "nb-NO"));
        assert!(readable("he", "iw"));
    }

    #[test]
    fn underscores_and_case_do_not_matter_to_valid_tags() {
        assert!(same_tag("PT_br", "pt-BR"));
        assert!(same_tag("zh_hant_tw", "zh-Hant-TW"));
        assert!(!same_tag("pt", "pt-BR"));
    }

    #[test]
    fn what_is_no_language_tag_is_only_itself() {
        for tag in ["", "-", "_", "und", "english", "nl_", "x", "default language", "日本語"] {
            assert!(same_tag(tag, tag));
            assert_eq!(parse(tag), None, "{tag}");
        }
    }

    proptest! {
        #[test]
        fn any_string_can_be_compared(a in any::<String>(), b in "[a-zA-Z0-9_-]{0,20}") {
            prop_assert_eq!(same_tag(&a, &b), same_tag(&b, &a));
            if let (Some(a), Some(b)) = (parse(&a), parse(&b)) {
                prop_assert_eq!(same_language(&a, &b), same_language(&b, &a));
            }
        }
    }
}
