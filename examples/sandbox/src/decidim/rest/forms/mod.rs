//! Questionnaires with their questions, and what is answered to them. Since 0.3.

mod answers;
mod given;
mod locale;
mod operation;
mod options;
mod questionnaires;
mod questions;
mod rows;
mod scope;
mod shown_form;

pub(super) use answers::accept;
pub(super) use operation::FormsOperation;

use super::call::Call;
use super::caller::Caller;
use super::failure::{Answer, Failure};

/// Does an operation. A job returns rows of the database instead of what the request would answer.
pub(super) fn perform(call: &mut Call<'_>, operation: &FormsOperation, caller: &Caller) -> Answer {
    use FormsOperation as Op;
    match operation {
        Op::Questionnaires => questionnaires::list(call, caller),
        Op::Questionnaire(id) => questionnaires::show(call, id, caller),
        Op::UpdateQuestionnaire(id) => questionnaires::update(call, id, caller),
        Op::Questions => questions::list(call, caller),
        Op::Question(id) => questions::show(call, id, caller),
        Op::CreateQuestion => questions::create(call, caller),
        Op::UpdateQuestion(id) => questions::update(call, id, caller),
        Op::DeleteQuestion(id) => questions::delete(call, id),
        Op::Options => options::list(call, caller),
        Op::CreateOption => options::create(call, caller),
        Op::UpdateOption(id) => options::update(call, id, caller),
        Op::DeleteOption(id) => options::delete(call, id),
        Op::Answers => answers::list(call, caller),
        Op::Submit => answers::submit(call, caller),
        Op::Response(id) => answers::show(call, id, caller),
        Op::DeleteResponse(id) => answers::delete(call, id, caller),
        Op::RefuseResponse => Err(Failure::MethodNotAllowed),
        Op::SubmissionRequest(id) => answers::request(call, id),
    }
}
