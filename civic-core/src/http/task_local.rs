//! A value that a request reads while it is polled, set by whoever polls it.

use std::cell::RefCell;
use std::thread::LocalKey;

/// Runs with this value in place, and puts back the one before, also where running panics.
pub(super) fn scope<V: 'static, T>(
    place: &'static LocalKey<RefCell<Option<V>>>,
    value: V,
    run: impl FnOnce() -> T,
) -> T {
    struct Before<V: 'static>(&'static LocalKey<RefCell<Option<V>>>, Option<V>);
    impl<V> Drop for Before<V> {
        fn drop(&mut self) {
            self.0.set(self.1.take());
        }
    }
    let _before = Before(place, place.replace(Some(value)));
    run()
}
