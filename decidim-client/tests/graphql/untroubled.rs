//! Sites on which no list needs a way out of the platform's own failures; `missing_accounts` is about those.

use serde_json::json;

use super::support::Bench;

/// The same site without deleted accounts, and without official debates and meetings.
pub(super) fn untroubled(bench: Bench) -> Bench {
    let record = |list: &str, id| bench.platform.record(list, id).unwrap();
    for id in bench.platform.ids("users") {
        if record("users", id)["deleted"] == true {
            bench.platform.delete("users", id);
        }
    }
    for list in ["debates", "meetings"] {
        for id in bench.platform.ids(list) {
            if record(list, id)["author_id"].is_null() {
                bench.platform.update(list, id, json!({"author_id": 1}));
            }
        }
    }
    bench
}
