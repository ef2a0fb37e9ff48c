//! Lists that async code began and that go on without it.

use std::time::Duration;

use futures_util::FutureExt;

use super::shelf::shelf;

/// What async code began to fetch may need its runtime, which may not run meanwhile.
#[test]
fn a_page_that_is_under_way_is_asked_for_again() {
    let shelf = shelf(&[&[9, 8], &[7]]);
    let mut list = shelf.paginator();
    assert!(list.next().now_or_never().is_none());
    shelf.clock.advance(Duration::from_millis(50));
    assert_eq!(list.blocking().map(|row| row.unwrap().id).collect::<Vec<_>>(), [9, 8, 7]);
    assert_eq!(*shelf.requests.lock().unwrap(), [1, 1, 2]);

    shelf.requests.lock().unwrap().clear();
    let mut pages = shelf.paginator().pages();
    assert!(pages.next().now_or_never().is_none());
    shelf.clock.advance(Duration::from_millis(50));
    assert_eq!(pages.blocking().map(|page| page.unwrap().items.len()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(*shelf.requests.lock().unwrap(), [1, 1, 2]);
}
