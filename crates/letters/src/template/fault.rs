//! What can be wrong with a template, and with filling one.

use jiff::civil::Date;

/// A fault in the text of a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct TemplateFault {
    /// the line of the text, from 1
    pub line: usize,
    /// what is wrong
    pub wrong: Wrong,
}

/// What is wrong with the text of a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Wrong {
    /// it cannot be read
    #[error("{0}")]
    Syntax(String),
    /// a field that the notice does not have
    #[error("there is no field `{0}`")]
    UnknownField(String),
    /// a part of the language that letters do not use
    #[error("`{0}` is not for letters")]
    NotForLetters(String),
    /// a field that any text of this notice must show
    #[error("the field `{0}` is not shown")]
    NotShown(String),
    /// words that any text of this notice must hold
    #[error("the words “{0}” are missing")]
    NotSaid(String),
    /// a field that can be empty stands outside of an `if`
    #[error("something that can be empty is shown without asking whether it is there: {0}")]
    MayBeEmpty(String),
    /// it would run, or grow, too long
    #[error("it runs too long")]
    TooLong,
    /// nothing would be printed
    #[error("it says nothing")]
    Empty,
}

impl TemplateFault {
    /// The id of the message for people, in `locales/*/letters.ftl`; its arguments are `line` and `name`.
    pub fn message_id(&self) -> &'static str {
        match self.wrong {
            Wrong::Syntax(_) => "letters-template-syntax",
            Wrong::UnknownField(_) => "letters-template-unknown-field",
            Wrong::NotForLetters(_) => "letters-template-not-for-letters",
            Wrong::NotShown(_) => "letters-template-not-shown",
            Wrong::NotSaid(_) => "letters-template-not-said",
            Wrong::MayBeEmpty(_) => "letters-template-may-be-empty",
            Wrong::TooLong => "letters-template-too-long",
            Wrong::Empty => "letters-template-empty",
        }
    }

    /// The field, the words or the detail that the message names.
    pub fn name(&self) -> &str {
        match &self.wrong {
            Wrong::Syntax(name)
            | Wrong::UnknownField(name)
            | Wrong::NotForLetters(name)
            | Wrong::NotShown(name)
            | Wrong::NotSaid(name)
            | Wrong::MayBeEmpty(name) => name,
            Wrong::TooLong | Wrong::Empty => "",
        }
    }
}

/// Every fault of a text, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct TemplateFaults(pub Vec<TemplateFault>);

/// Faults of files of notices, each with file and line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct NoticeErrors(pub Vec<String>);

/// Why a notice could not be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// the law of the day knows no such notice
    #[error("there is no `{kind}` on {on}")]
    NotOnThatDay {
        /// the notice
        kind: String,
        /// the day
        on: Date,
    },
    /// a field that is needed was not given
    #[error("the field `{0}` was not given")]
    Missing(String),
    /// a field that the notice does not have
    #[error("there is no field `{0}`")]
    Unknown(String),
    /// a field of another kind than the notice says
    #[error("the field `{name}` must be of the kind {kind}")]
    WrongKind {
        /// the field
        name: String,
        /// of which kind it must be
        kind: &'static str,
    },
    /// the text failed, which its check had not foreseen
    #[error("{0}")]
    Text(#[from] TemplateFault),
}
