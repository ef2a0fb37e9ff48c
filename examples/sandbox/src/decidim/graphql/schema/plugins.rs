//! What plugins add to a schema, and no client can know beforehand.

use std::sync::Arc;

use super::definition::Types;
use super::table;

const PLUGINS: &str = r"
type Plans implements ComponentInterface {
  plans: [Plan!]!
  plansCount: Int!
}
type Plan { id: ID!, title: TranslatedField!, state: PlanStateEnum! }
enum PlanStateEnum { DRAFT OPEN }
type Component implements ComponentInterface { manifestName: String }
type Proposal { budgetHint: String, sections: [Plan!] }
type Organization { themeColor: String }
";

/// Adds types, and fields to types that are there.
pub(super) fn add(types: &mut Types) {
    let common = types.get("ComponentInterface").cloned();
    for (name, added) in table::read(&table::parse(PLUGINS), None) {
        let mut added = Arc::unwrap_or_clone(added);
        if matches!(name.as_str(), "Plans" | "Component")
            && let Some(common) = &common
        {
            added.fields.extend(common.fields.clone());
            added.interfaces.insert("ComponentInterface".to_owned());
            added.interfaces.extend(common.interfaces.iter().cloned());
        }
        match types.get_mut(&name) {
            Some(there) => Arc::make_mut(there).fields.extend(added.fields),
            None => {
                types.insert(name, Arc::new(added));
            }
        }
    }
}
