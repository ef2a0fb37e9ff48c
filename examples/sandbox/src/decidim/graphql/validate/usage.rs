//! All variables that are declared are used, and all that are used are declared.

use serde_json::json;

use super::validator::Validator;
use super::variable_usage::Variable;

impl Validator<'_> {
    /// Variables: all that are declared are used, all that are used are declared.
    pub(super) fn report_usage(&mut self) {
        let usage = std::mem::take(&mut self.usage);
        for scope in usage.scopes.iter().filter(|scope| scope.fragment.is_none()) {
            let mut variables = scope.variables.clone();
            usage.follow(scope, &mut variables, &mut Vec::new());
            let declared = variables.iter().filter(|it| it.is_declared && it.used.is_none());
            for Variable { name, .. } in declared {
                let message =
                    format!("Variable ${name} is declared by {} but not used", scope.shown);
                let code = json!({"code": "variableNotUsed", "variableName": name});
                self.report_on(scope.path.clone(), message, &[scope.span], code);
            }
            for variable in variables.iter().filter(|variable| !variable.is_declared) {
                let Some((by, path, span)) = &variable.used else { continue };
                let name = variable.name;
                let message = format!("Variable ${name} is used by {by} but not declared");
                let code = json!({"code": "variableNotDefined", "variableName": name});
                self.report_on(path.clone(), message, &[*span], code);
            }
        }
    }
}
