//! The code that asks which mutant is switched on.

/// `match which { id => arm, .. _ => rest`, in parts, each with the mutants that it stands for.
pub fn choice(ids: &[u32], arms: Vec<(u32, String)>, rest: &str) -> Vec<(Vec<u32>, String)> {
    let mut parts = vec![(ids.to_vec(), format!("match {} {{ ", ask(ids)))];
    parts.extend(arms.into_iter().map(|(id, arm)| (vec![id], format!("{id}u32 => {arm}, "))));
    parts.push((ids.to_vec(), format!("_ => {rest}")));
    parts
}

/// Whether none of these mutants is switched on.
pub fn is_off(ids: &[u32]) -> String {
    format!("!{ids:?}.contains(&{})", ask(ids))
}

fn ask(ids: &[u32]) -> String {
    format!("crate::mutant_switch::which(&{ids:?})")
}

/// The module at the end of the crate. `MUTANT` is the mutant that is on; `MUTANTS_SEEN` a file, to which the
/// mutants that were asked for are written.
pub fn module(last: Option<u32>) -> String {
    let count = last.map_or(0, |last| last + 1);
    format!(
        r#"
#[doc(hidden)]
#[allow(missing_docs)]
pub mod mutant_switch {{
    use std::io::Write as _;
    use std::sync::LazyLock;
    use std::sync::Mutex;
    use std::sync::atomic::{{AtomicBool, Ordering}};

    static ON: LazyLock<u32> = LazyLock::new(|| {{
        std::env::var("MUTANT").ok().and_then(|id| id.parse().ok()).unwrap_or(u32::MAX)
    }});
    static FILE: LazyLock<Option<Mutex<std::fs::File>>> = LazyLock::new(|| {{
        let path = std::env::var_os("MUTANTS_SEEN")?;
        std::fs::OpenOptions::new().append(true).create(true).open(path).ok().map(Mutex::new)
    }});
    static SEEN: [AtomicBool; {count}] = [const {{ AtomicBool::new(false) }}; {count}];

    pub fn which(ids: &[u32]) -> u32 {{
        if let Some(file) = &*FILE {{
            for id in ids {{
                let new = SEEN.get(*id as usize).is_some_and(|seen| !seen.swap(true, Ordering::Relaxed));
                if new && let Ok(mut file) = file.lock() {{
                    let _ = writeln!(file, "{{id}}");
                }}
            }}
        }}
        *ON
    }}
}}
"#
    )
}
