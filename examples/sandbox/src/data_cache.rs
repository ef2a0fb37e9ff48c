//! Data that many sites of one process are set up with alike, made only twice.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many kinds of data are remembered.
const MOST: usize = 24;

/// Data by what they are made from. The first time only the key is remembered, since tests with
/// thousands of sites make each of them another; from the second time on, the data too.
#[derive(Debug)]
pub(crate) struct DataCache<K, D>(Mutex<VecDeque<(K, Option<D>)>>);

impl<K: PartialEq, D: Clone> DataCache<K, D> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }

    /// The data of this key, which are the same whenever they are made.
    pub(crate) fn get(&self, key: K, make: impl FnOnce() -> D) -> D {
        let is_known = match self.entries().iter().find(|(known, _)| *known == key) {
            Some((_, Some(data))) => return data.clone(),
            found => found.is_some(),
        };
        let data = make();
        let kept = is_known.then(|| data.clone());
        let mut entries = self.entries();
        entries.retain(|(known, _)| *known != key);
        entries.push_back((key, kept));
        if entries.len() > MOST {
            entries.pop_front();
        }
        data
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<(K, Option<D>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{DataCache, MOST};

    #[test]
    fn data_are_made_twice_and_again_once_they_are_forgotten() {
        let (before, mut made) = (DataCache::new(), Vec::new());
        for key in [1, 1, 1, 1] {
            assert_eq!(
                before.get(key, || {
                    made.push(key);
                    key * 10
                }),
                key * 10
            );
        }
        assert_eq!(made, [1, 1]);
        for key in 2..=MOST + 1 {
            before.get(key, || key * 10);
        }
        before.get(1, || {
            made.push(1);
            10
        });
        assert_eq!(made, [1, 1, 1]);
    }
}
