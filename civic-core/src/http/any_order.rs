//! For tests: settings that are made in every order.

/// The settings made one after the other: as they stand, and beginning with each of them. So each comes
/// last once, and one that dropped the others would show.
pub(crate) fn in_any_order<T>(begin: impl Fn() -> T, settings: &[fn(T) -> T]) -> Vec<T> {
    let made = |first| {
        let order = settings.iter().cycle().skip(first).take(settings.len());
        order.fold(begin(), |made, set| set(made))
    };
    (0..settings.len()).map(made).collect()
}
