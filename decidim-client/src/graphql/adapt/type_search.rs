//! Which of the types that a query names a site does not have, where it says no more than that there
//! is one.

/// A search for the types that are missing, by halves: each question keeps the first so many types,
/// and is stopped where one of them is missing.
#[derive(Debug)]
pub(crate) struct TypeSearch {
    /// Those that may be missing, the likeliest last.
    types: Vec<String>,
    /// The first so many cannot be spared: without them there is nothing to ask.
    needed: usize,
    /// The first so many are in every version that this client knows.
    lasting: usize,
    /// The first so many are there.
    there: usize,
    /// One of the first so many is missing.
    short: Option<usize>,
    /// What the latest question keeps.
    kept: usize,
    missing: Vec<String>,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Ask without the types that are [spared](TypeSearch::spared).
    Ask,
    /// The missing ones are known. If the latest question got through, it was without just those.
    Found,
    /// One of these is missing, and there is nothing to ask without them.
    Missing(Vec<String>),
}

impl TypeSearch {
    /// Begins where a query with all these types was stopped: those without which there is nothing
    /// to ask, and the others.
    pub(crate) fn new(
        needed: Vec<String>,
        mut rest: Vec<String>,
        varies: impl Fn(&str) -> bool,
    ) -> Self {
        rest.sort_by_key(|name| varies(name));
        let lasting = rest.iter().filter(|name| !varies(name)).count();
        let (first, all) = (needed.len(), needed.len() + rest.len());
        Self {
            types: needed.into_iter().chain(rest).collect(),
            needed: first,
            lasting: first + lasting,
            there: 0,
            short: Some(all),
            kept: all,
            missing: Vec::new(),
        }
    }

    /// What the next question is without.
    pub(crate) fn spared(&self) -> impl Iterator<Item = &str> {
        self.types.iter().skip(self.kept).chain(&self.missing).map(String::as_str)
    }

    /// The types that are known to be missing.
    pub(crate) fn missing(&self) -> &[String] {
        &self.missing
    }

    /// The latest question got through.
    pub(crate) fn passed(&mut self) {
        self.there = self.kept;
    }

    /// The latest question was stopped.
    pub(crate) fn stopped(&mut self) {
        self.short = Some(self.kept);
    }

    /// The next question cannot be asked, for want of what it is without. Whether there is one that
    /// keeps more.
    pub(crate) fn keep_more(&mut self) -> bool {
        let more = self.short.is_some_and(|short| self.kept + 1 < short);
        self.kept += usize::from(more);
        more
    }

    pub(crate) fn next(&mut self) -> Step {
        loop {
            let Some(short) = self.short else {
                if self.there < self.types.len() {
                    self.kept = self.types.len();
                    return Step::Ask;
                }
                return Step::Found;
            };
            if short <= self.needed {
                return Step::Missing(self.types.iter().take(short).cloned().collect());
            }
            if self.there >= self.needed && short == self.there + 1 {
                self.missing.push(self.types.remove(self.there));
                self.lasting -= usize::from(self.there < self.lasting);
                self.short = None;
                continue;
            }
            let (least, most) = (self.needed.max(self.there + 1), short - 1);
            let is_lasting = (least..=most).contains(&self.lasting);
            self.kept = if is_lasting { self.lasting } else { usize::midpoint(least, most) };
            return Step::Ask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches a site that does not have these types. What is found, and how many questions it took beside
    /// the first, the last one being without just what is missing.
    fn search(
        needed: &[&str],
        rest: &[&str],
        missing: &[&str],
    ) -> (Result<Vec<String>, Vec<String>>, usize) {
        let owned =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut ongoing = TypeSearch::new(owned(needed), owned(rest), |name| name.starts_with('v'));
        let (mut questions, mut got_through, mut spared) = (0, false, Vec::new());
        loop {
            match ongoing.next() {
                Step::Found => {
                    let mut missing = ongoing.missing().to_vec();
                    missing.sort();
                    // What got through last is asked no second time.
                    assert!(!got_through || spared == missing, "{spared:?} {missing:?}");
                    return (Ok(missing), questions + usize::from(!got_through));
                }
                Step::Missing(types) => return (Err(types), questions),
                Step::Ask => {}
            }
            questions += 1;
            assert!(needed.iter().all(|name| ongoing.spared().all(|spared| spared != *name)));
            spared = ongoing.spared().map(str::to_owned).collect();
            spared.sort();
            got_through = missing.iter().all(|name| spared.iter().any(|spared| spared == name));
            if got_through {
                ongoing.passed();
            } else {
                ongoing.stopped();
            }
        }
    }

    #[test]
    fn every_set_of_missing_types_is_found() {
        let names = ["a", "v1", "b", "v2", "c"];
        for set in 1_u32..32 {
            let missing: Vec<_> =
                (0..5).filter(|bit| set & (1 << bit) != 0).map(|bit| names[bit]).collect();
            let mut sorted: Vec<_> = missing.iter().map(ToString::to_string).collect();
            sorted.sort();
            let (found, questions) = search(&[], &names, &missing);
            assert_eq!(found, Ok(sorted), "{missing:?}");
            assert!(questions <= 4 * missing.len(), "{missing:?}: {questions}");
        }
    }

    #[test]
    fn what_some_versions_do_not_have_is_suspected_first() {
        let (found, questions) = search(&[], &["User", "vGroup", "Filter", "Sort"], &["vGroup"]);
        assert_eq!((found, questions), (Ok(vec!["vGroup".to_owned()]), 1));
        // So also after one was found that every version has.
        assert_eq!(search(&[], &["a", "v1", "b", "v2"], &["a", "b"]).1, 5);
    }

    #[test]
    fn after_a_find_the_next_question_spares_all_that_some_versions_do_not_have() {
        let names = ["a", "b", "c", "d", "v1", "v2", "v3", "v4"];
        let types = names.map(str::to_owned).to_vec();
        let mut ongoing = TypeSearch::new(Vec::new(), types, |name| name.starts_with('v'));
        assert_eq!(ongoing.next(), Step::Ask);
        while ongoing.missing().is_empty() {
            // Every question keeps the first of them, and it is missing.
            ongoing.stopped();
            assert_eq!(ongoing.next(), Step::Ask);
        }
        assert_eq!(ongoing.spared().collect::<Vec<_>>(), ["a"], "all others are asked for");
        ongoing.stopped();
        assert_eq!(ongoing.next(), Step::Ask);
        assert_eq!(ongoing.spared().collect::<Vec<_>>(), ["v1", "v2", "v3", "v4", "a"]);
    }

    #[test]
    fn a_question_that_cannot_be_asked_keeps_more_but_never_all() {
        let types = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        let mut ongoing = TypeSearch::new(Vec::new(), types, |_| false);
        assert_eq!(ongoing.next(), Step::Ask);
        assert_eq!(ongoing.spared().count(), 2);
        assert!(ongoing.keep_more() && !ongoing.keep_more());
        assert_eq!(ongoing.spared().collect::<Vec<_>>(), ["d"]);
    }

    #[test]
    fn what_cannot_be_left_out_is_named_and_alone_at_once() {
        let missing = |names: &[&str]| Err(names.iter().map(ToString::to_string).collect());
        assert_eq!(search(&["Elections"], &[], &["Elections"]), (missing(&["Elections"]), 0));
        let (found, questions) = search(&["Elections"], &["Sort", "vFilter"], &["Elections"]);
        assert_eq!(found, missing(&["Elections"]));
        assert!(questions <= 2, "{questions}");
    }
}
