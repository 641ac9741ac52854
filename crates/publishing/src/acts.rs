//! Carries each decision through the write path: loads the document, asks `decide`, appends.

use crate::decide::{self, Context, Mark, Refusal};
use crate::model::{CATEGORY, Content, Document, DocumentEvent, Edition, stream};
use futures::future::BoxFuture;
use store::{Act, ActorId, ExecuteError, StreamId, Transaction};

type Outcome<T> = Result<T, ExecuteError<Refusal>>;

/// Series and scope of 索引号.
const INDEX_NUMBERS: &str = "index-number";
/// Scope of ids that documents had where they were imported from.
const EXTERNAL_IDS: &str = "external-id";
/// Scope of keys that forms carry.
const FORMS: &str = "document-form";

/// Begins a document; the same form sent twice begins one.
pub struct Begin {
    /// who and when
    pub context: Context,
    /// whose document
    pub organisation: String,
    /// the draft
    pub content: Content,
    /// the form's key
    pub key: String,
}

impl Act for Begin {
    type Answer = String;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<String>> {
        Box::pin(async move {
            let document = tx.new_id();
            let key = format!("{} {}", self.context.actor, self.key);
            if !self.key.is_empty()
                && let Some(earlier) = tx.claim(FORMS, &key, &document).await?
            {
                return Ok(earlier);
            }
            let event = decide::begin(&self.organisation, self.content.clone(), &self.context).map_err(ExecuteError::Refused)?;
            tx.append(&stream(&document), 0, &ActorId(self.context.actor.clone()), &[event]).await?;
            Ok(document)
        })
    }
}

/// What may be done to a document that exists.
#[derive(Debug, Clone)]
pub enum Step {
    /// change the draft
    Edit(Box<Content>),
    /// send it to the confidentiality review
    Ask,
    /// pass it
    Pass,
    /// send it back
    SendBack(String),
    /// publish it
    Publish {
        /// code of the publishing organisation, the front of the 索引号
        organisation_code: String,
    },
    /// mark its validity
    Mark(Mark),
    /// take it back
    Withdraw(String),
}

/// Does a step.
pub struct Do {
    /// who and when
    pub context: Context,
    /// document's id
    pub document: String,
    /// version that the person saw
    pub expected: u64,
    /// the step
    pub step: Step,
}

impl Act for Do {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let stream = stream(&self.document);
            let state = Document::fold(&tx.load(&stream).await?)?;
            if state.version == 0 {
                return Err(ExecuteError::Refused(Refusal::Unknown));
            }
            if state.version != self.expected {
                return Err(ExecuteError::Conflict { stream: stream.as_str().to_owned(), expected: self.expected, found: state.version });
            }
            let event = match &self.step {
                Step::Edit(content) => decide::edit(&state, (**content).clone(), &self.context),
                Step::Ask => decide::ask(&state),
                Step::Pass => decide::pass(&state, &self.context),
                Step::SendBack(why) => decide::send_back(&state, why, &self.context),
                Step::Publish { organisation_code } => self.publish(tx, &state, organisation_code).await?,
                Step::Mark(mark) => decide::mark(&state, mark, &self.context),
                Step::Withdraw(why) => decide::withdraw(&state, why),
            };
            let event = event.map_err(ExecuteError::Refused)?;
            tx.append(&stream, state.version, &ActorId(self.context.actor.clone()), &[event]).await?;
            Ok(())
        })
    }
}

impl Do {
    /// Draws a number only for a publication that is lawful, so that the series has no gap.
    async fn publish(&self, tx: &mut Transaction<'_>, state: &Document, code: &str) -> Outcome<Result<DocumentEvent, Refusal>> {
        let tried = decide::publish(state, "", &self.context);
        if tried.is_err() || state.last_edition().is_some_and(|edition| edition.index_number.is_some()) {
            return Ok(tried);
        }
        let year = self.context.today.year();
        loop {
            let front = decide::index_number(code, year, 0);
            let serial = tx
                .next_in_series(&format!("{INDEX_NUMBERS} {}", front.rsplit_once('-').map_or(front.as_str(), |(front, _)| front)))
                .await?;
            let number = decide::index_number(code, year, serial);
            // An imported document may hold this number already: that number is used, the series goes on.
            let held = tx.claim(INDEX_NUMBERS, &number, &self.document).await?;
            if held.is_none_or(|holder| holder == self.document) {
                return Ok(decide::publish(state, &number, &self.context));
            }
        }
    }
}

/// Imports a document that was public elsewhere.
pub struct Import {
    /// who and when
    pub context: Context,
    /// the document
    pub edition: Edition,
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// it is a document now, with this id
    New(String),
    /// its external id was imported before, as this document: nothing was changed
    There(String),
}

impl Act for Import {
    type Answer = Imported;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<Imported>> {
        Box::pin(async move {
            let document = tx.new_id();
            let lawful = decide::import(self.edition.clone(), &self.context);
            // A name that no database could hold is not asked for.
            if !matches!(&lawful, Err(Refusal::Field { field: "external_id", .. }))
                && let Some(external) = &self.edition.external_id
                && let Some(earlier) = tx.claim(EXTERNAL_IDS, external, &document).await?
            {
                return Ok(Imported::There(earlier));
            }
            let event = lawful.map_err(ExecuteError::Refused)?;
            if let Some(number) = &self.edition.index_number
                && tx.claim(INDEX_NUMBERS, number, &document).await?.is_some()
            {
                return Err(ExecuteError::Refused(Refusal::Field { field: "index_number", code: "taken" }));
            }
            tx.append(&StreamId::new(CATEGORY, &document), 0, &ActorId(self.context.actor.clone()), &[event]).await?;
            Ok(Imported::New(document))
        })
    }
}
