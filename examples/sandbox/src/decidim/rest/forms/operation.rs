//! The operations on questionnaires, and what each asks of its caller.

use http::Method;

use crate::decidim::rest::demand::Access;
use crate::decidim::rest::version::RestVersion;

/// What a request about questionnaires asks for. Numbers are as the path had them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::decidim::rest) enum FormsOperation {
    Questionnaires,
    Questionnaire(String),
    UpdateQuestionnaire(String),
    Questions,
    Question(String),
    CreateQuestion,
    UpdateQuestion(String),
    DeleteQuestion(String),
    Options,
    CreateOption,
    UpdateOption(String),
    DeleteOption(String),
    Answers,
    Submit,
    Response(String),
    DeleteResponse(String),
    /// A write that the routes have only to refuse it.
    RefuseResponse,
    SubmissionRequest(String),
}

impl FormsOperation {
    /// The operation of a method and a path without its prefix.
    pub(in crate::decidim::rest) fn of(
        version: RestVersion,
        method: &Method,
        path: &[&str],
    ) -> Option<Self> {
        if !version.is_asynchronous() {
            return None;
        }
        let id = |text: &str| text.to_owned();
        Some(match (method.as_str(), path) {
            ("GET" | "HEAD", ["questionnaires"]) => Self::Questionnaires,
            ("GET" | "HEAD", ["questionnaires", it]) => Self::Questionnaire(id(it)),
            ("PUT" | "PATCH", ["questionnaires", it]) => Self::UpdateQuestionnaire(id(it)),
            ("GET" | "HEAD", ["questions"]) => Self::Questions,
            ("POST", ["questions"]) => Self::CreateQuestion,
            ("GET" | "HEAD", ["questions", it]) => Self::Question(id(it)),
            ("PUT" | "PATCH", ["questions", it]) => Self::UpdateQuestion(id(it)),
            ("DELETE", ["questions", it]) => Self::DeleteQuestion(id(it)),
            ("GET" | "HEAD", ["answer_options"]) => Self::Options,
            ("POST", ["answer_options"]) => Self::CreateOption,
            ("PUT" | "PATCH", ["answer_options", it]) => Self::UpdateOption(id(it)),
            ("DELETE", ["answer_options", it]) => Self::DeleteOption(id(it)),
            ("GET" | "HEAD", ["answers"]) => Self::Answers,
            ("POST", ["answers"]) => Self::Submit,
            ("GET" | "HEAD", ["questionnaire_responses", it]) => Self::Response(id(it)),
            ("PUT", ["questionnaire_responses", _]) => Self::RefuseResponse,
            ("DELETE", ["questionnaire_responses", it]) => Self::DeleteResponse(id(it)),
            ("GET" | "HEAD", ["submission_requests", it]) => Self::SubmissionRequest(id(it)),
            _ => return None,
        })
    }

    pub(in crate::decidim::rest) fn access(&self) -> Access {
        match self {
            Self::Questions
            | Self::Question(_)
            | Self::CreateQuestion
            | Self::UpdateQuestion(_)
            | Self::DeleteQuestion(_)
            | Self::Options
            | Self::CreateOption
            | Self::UpdateOption(_)
            | Self::DeleteOption(_) => Access::new("surveys", "surveys.questions.manage"),
            Self::Answers | Self::Submit => Access::new("surveys", "surveys.answers.submit"),
            Self::Response(_) => Access::new("surveys", "surveys.answers.read"),
            // Either permission will do for a questionnaire, so it is asked for later; a job that deletes a response
            // is not asked for one.
            Self::Questionnaires
            | Self::Questionnaire(_)
            | Self::UpdateQuestionnaire(_)
            | Self::DeleteResponse(_)
            | Self::RefuseResponse
            | Self::SubmissionRequest(_) => Access::of_scope("surveys"),
        }
    }

    pub(in crate::decidim::rest) fn command_key(&self) -> &'static str {
        match self {
            Self::UpdateQuestionnaire(_) => "forms/questionnaires#update",
            Self::CreateQuestion => "forms/questions#create",
            Self::UpdateQuestion(_) => "forms/questions#update",
            Self::DeleteQuestion(_) => "forms/questions#destroy",
            Self::CreateOption => "forms/answer_options#create",
            Self::UpdateOption(_) => "forms/answer_options#update",
            Self::DeleteOption(_) => "forms/answer_options#destroy",
            Self::Submit => "forms/answers#create",
            Self::DeleteResponse(_) => "forms/questionnaire_responses#destroy",
            _ => "",
        }
    }
}
