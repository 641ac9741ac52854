//! An officer's step on a case.

use super::{Outcome, Setting, load, notice, refused, seal_json, seal_text};
use crate::decide::draft::DraftTexts;
use crate::decide::pass::Stage;
use crate::decide::{self, Context, Refusal};
use crate::letter::LetterSettings;
use crate::model::event::{
    Answer, Cause, Commented, ContactViewed, DeliveryProof, FeeMethod, FileAdded, LayerDrawn, MaterialAdded, PartyKind, ReleaseMade,
    RequestEvent, SealedFile, Side,
};
use crate::model::{Delivery, Request, Step, Upload};
use futures::future::BoxFuture;
use jiff::civil::Date;
use store::{Act, ActorId, ExecuteError, PartRef, StreamId, Transaction};

/// An officer's step on a case, made on the version that the officer saw.
pub struct OfficerAct {
    /// law, day, organisation
    pub setting: Setting,
    /// words and addresses of the instance's letters
    pub letters: LetterSettings,
    /// the case
    pub case: StreamId,
    /// the version that the page showed
    pub seen: u64,
    /// the officer
    pub person: String,
    /// what is done
    pub command: Command,
}

/// What an officer can do.
#[derive(Debug, Clone)]
pub enum Command {
    /// write a draft, and hand it on where `submit` says so
    Draft {
        /// row of the closed list
        outcome: String,
        /// ground's id
        ground: String,
        /// texts
        texts: Box<DraftTexts>,
        /// the legal reviewer sees it before it is signed
        legal_review: bool,
        /// hand it on at once
        submit: bool,
    },
    /// hand the draft on
    Submit,
    /// pass it, with a remark or none
    Pass(Stage, String),
    /// send it back with a reason
    SendBack(Stage, String),
    /// send the reply
    Send,
    /// open a reply that went out for correction, for a reason
    Correct(String),
    /// look at the requester's contact, for a reason
    ViewContact(String),
    /// comment on the draft
    Comment {
        /// control whose text it stands at
        field: String,
        /// words that it speaks of
        quote: String,
        /// what is said
        text: String,
    },
    /// a comment was dealt with
    ResolveComment(String),
    /// ask the requester to clarify
    AskClarification {
        /// each point
        points: Vec<String>,
        /// last day for the answer
        until: Date,
    },
    /// the requester's answer came otherwise than online
    Clarified {
        /// what was said
        text: String,
        /// day
        on: Date,
    },
    /// ask for more time
    ProposeExtension {
        /// working days
        working_days: u32,
        /// why
        reason: String,
    },
    /// agree to more time
    ApproveExtension,
    /// refuse more time
    DeclineExtension(String),
    /// ask for a fee
    NoticeFee {
        /// by item or by page
        method: FeeMethod,
        /// items or pages
        count: u32,
        /// items of this requester counted before in the month
        counted_before: u32,
        /// how it is paid, for the letter
        how_to_pay: String,
    },
    /// the fee was paid
    FeePaid {
        /// day
        on: Date,
        /// number of the payment
        reference: String,
    },
    /// ask for reasons for many requests
    AskReasons {
        /// how many there are, for the letter
        extent: String,
        /// last day for the answer, for the letter
        answer_by: Date,
    },
    /// reasons came otherwise than online
    ReasonsGiven {
        /// what was said
        text: String,
        /// day
        on: Date,
    },
    /// set a later date
    Delay {
        /// the date
        date: Date,
        /// why, for the letter
        reason: String,
    },
    /// ask somebody else
    Consult {
        /// who
        kind: PartyKind,
        /// name
        name: String,
        /// address or other contact
        contact: String,
        /// organisation's id, where it is one of this instance
        organisation: Option<String>,
        /// term that the letter names
        until: Option<Date>,
        /// what is asked
        question: String,
    },
    /// the letter to the one who is asked arrived
    ConsultationDelivered {
        /// which
        id: String,
        /// day
        on: Date,
    },
    /// an answer came
    ConsultationAnswered {
        /// which
        id: String,
        /// day
        on: Date,
        /// what it amounts to
        answer: Answer,
        /// in words
        text: String,
        /// material
        files: Vec<Upload>,
    },
    /// remind the one who is asked
    Chase(String),
    /// disclose against an objection
    Override {
        /// which consultation
        id: String,
        /// what is disclosed
        content: String,
        /// why the public interest asks for it
        reason: String,
    },
    /// give the case to a person
    Assign(String),
    /// write a note
    Note(String),
    /// the requester withdrew otherwise than online
    Withdraw(Date),
    /// hand it to another body of this intake
    Transfer {
        /// organisation's id
        to: String,
        /// its name, for the letter
        to_name: String,
        /// why
        reason: String,
    },
    /// a letter left the house
    Dispatch {
        /// 文号
        letter_number: String,
        /// day
        on: Date,
        /// by which way
        delivery: Delivery,
        /// number of the consignment
        tracking: String,
    },
    /// a letter arrived, or came back
    Deliver {
        /// 文号
        letter_number: String,
        /// day
        on: Date,
        /// what shows it
        proof: DeliveryProof,
        /// who signed
        note: String,
    },
    /// put a file into the case
    AddFile(Upload),
    /// put material into the case
    AddMaterial {
        /// the original
        file: Upload,
        /// its pages
        pages: u32,
    },
    /// draw marks on material: the draft layer, as JSON
    DrawLayer {
        /// which
        material: String,
        /// `redaction::Layer` as JSON
        layer: String,
    },
    /// the redacted file of material
    MakeRelease {
        /// which
        material: String,
        /// the file
        file: Upload,
    },
    /// material does not go out
    WithdrawMaterial(String),
}

impl Act for OfficerAct {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let looking = matches!(self.command, Command::ViewContact(_));
            let state = load(tx, &self.case, (!looking).then_some(self.seen)).await?;
            if state.step != Step::New && state.organisation != self.setting.organisation.id.0 {
                return Err(ExecuteError::Refused(Refusal::Unknown));
            }
            let events = match self.on_draft(tx, &state).await? {
                Some(events) => events,
                None => self.on_clock(tx, &state).await?,
            };
            tx.append(&self.case, state.version, &ActorId(self.person.clone()), &events).await?;
            super::tick::schedule(tx, &self.case, &state.evolve_all(&events), &self.setting.context())
        })
    }
}

impl OfficerAct {
    fn context(&self) -> Context<'_> {
        self.setting.context()
    }

    /// Draft, checks, letters, record: nothing that touches the clock.
    async fn on_draft(&self, tx: &mut Transaction<'_>, state: &Request) -> Outcome<Option<Vec<RequestEvent>>> {
        let context = self.context();
        let person = self.person.clone();
        let case = &self.case;
        let events = match &self.command {
            Command::Draft { outcome, ground, texts, legal_review, submit } => {
                let regime = state.clock.as_ref().map(|clock| clock.regime).ok_or(ExecuteError::Refused(Refusal::WrongStep(state.step)))?;
                let rule = refused(decide::draft::check(outcome, ground, texts, regime, &context))?;
                let sealed = seal_json(tx, case, &**texts)?;
                let written = decide::draft::Written {
                    outcome: outcome.clone(),
                    ground: ground.clone(),
                    rule,
                    texts: sealed,
                    legal_review: *legal_review,
                };
                let mut events = refused(decide::draft::draft(state, written, person.clone()))?;
                if *submit {
                    let drafted = state.clone().evolve_all(&events);
                    events.extend(refused(decide::draft::submit(&drafted, person))?);
                }
                Ok(events)
            }
            Command::Submit => decide::draft::submit(state, person),
            Command::Pass(stage, remark) => {
                let remark = optional(tx, case, "remark", remark)?;
                decide::pass::pass(state, *stage, person, remark)
            }
            Command::SendBack(stage, reason) => {
                let reason = required(tx, case, "reason", reason)?;
                decide::pass::send_back(state, *stage, person, reason)
            }
            Command::Send => return notice::reply(self, tx, state).await.map(Some),
            Command::Correct(reason) => decide::after::correct(state, required(tx, case, "reason", reason)?, person),
            Command::ViewContact(reason) => {
                if state.step == Step::New {
                    return Err(ExecuteError::Refused(Refusal::Unknown));
                }
                let reason = required(tx, case, "contact_reason", reason)?;
                Ok(vec![RequestEvent::ContactViewed(ContactViewed { person, reason })])
            }
            Command::Comment { field, quote, text } => {
                let text = required(tx, case, "text", text)?;
                let quote = seal_text(tx, case, "quote", quote, 2_000)?;
                let id = tx.new_id();
                decide::after::comment(state, Commented { id, field: field.clone(), quote, text, person })
            }
            Command::ResolveComment(id) => decide::after::resolve(state, id, person),
            Command::Assign(to) => decide::leave::assign(state, to.clone(), person),
            Command::Note(text) => decide::leave::note(state, required(tx, case, "text", text)?, person),
            Command::Dispatch { letter_number, on, delivery, tracking } => {
                let tracking = optional(tx, case, "tracking", tracking)?;
                decide::after::dispatch(state, letter_number, (*on, *delivery, tracking), person, &context)
            }
            Command::Deliver { letter_number, on, proof, note } => {
                let note = optional(tx, case, "note", note)?;
                decide::after::deliver(state, letter_number, (*on, *proof, note), Some(person), &context)
            }
            Command::AddFile(_)
            | Command::AddMaterial { .. }
            | Command::DrawLayer { .. }
            | Command::MakeRelease { .. }
            | Command::WithdrawMaterial(_) => {
                return self.on_files(tx, state).map(Some);
            }
            _ => return Ok(None),
        };
        refused(events).map(Some)
    }

    fn on_files(&self, tx: &mut Transaction<'_>, state: &Request) -> Outcome<Vec<RequestEvent>> {
        let person = self.person.clone();
        let case = &self.case;
        let events = match &self.command {
            Command::AddFile(upload) => {
                let file = seal_file(tx, case, upload)?;
                decide::release::file(state, FileAdded { file, by: Side::Organisation, on: self.setting.today })
            }
            Command::AddMaterial { file, pages } => {
                let added = MaterialAdded { id: tx.new_id(), file: seal_file(tx, case, file)?, pages: *pages, person };
                decide::release::add(state, added)
            }
            Command::DrawLayer { material, layer } => {
                let layer = seal_text(tx, case, "layer", layer, 500_000)?;
                decide::release::draw(state, LayerDrawn { material: material.clone(), layer, person })
            }
            Command::MakeRelease { material, file } => {
                let layer = state.material(material).and_then(|found| found.layer.clone());
                let layer = layer.ok_or(ExecuteError::Refused(Refusal::Unknown))?;
                let file = seal_file(tx, case, file)?;
                decide::release::release(state, ReleaseMade { material: material.clone(), layer, file, person })
            }
            Command::WithdrawMaterial(material) => decide::release::withdraw(state, material, person),
            _ => Ok(Vec::new()),
        };
        refused(events)
    }

    /// What touches the clock, and the notices that go out with it.
    async fn on_clock(&self, tx: &mut Transaction<'_>, state: &Request) -> Outcome<Vec<RequestEvent>> {
        let context = self.context();
        let person = self.person.clone();
        let case = &self.case;
        let (events, cause) = match &self.command {
            Command::AskClarification { points, until } => {
                let points = decide::clarify::points(points).map_err(ExecuteError::Refused)?;
                let sealed = seal_json(tx, case, &points)?;
                let ask = decide::clarify::Ask { points: sealed, until: *until, person };
                (decide::clarify::ask(state, ask, &context), Cause::ClarificationRequested)
            }
            Command::Clarified { text, on } => {
                let text = required(tx, case, "text", text)?;
                (decide::clarify::answer(state, text, Side::Organisation, *on, &context), Cause::Clarified)
            }
            Command::ProposeExtension { working_days, reason } => {
                let reason = required(tx, case, "reason", reason)?;
                return refused(decide::extend::propose(state, *working_days, reason, person, &context));
            }
            Command::ApproveExtension => (decide::extend::approve(state, person, &context), Cause::Extended),
            Command::DeclineExtension(reason) => {
                let reason = required(tx, case, "reason", reason)?;
                return refused(decide::extend::decline(state, reason, person));
            }
            Command::NoticeFee { method, count, counted_before, .. } => {
                (decide::fee::notice(state, (*method, *count, *counted_before), person, &context), Cause::FeeNoticed)
            }
            Command::FeePaid { on, reference } => (decide::fee::paid(state, *on, reference.clone(), person, &context), Cause::FeePaid),
            Command::AskReasons { .. } => (decide::excess::ask_reasons(state, person, &context), Cause::Delayed),
            Command::ReasonsGiven { text, on } => {
                let text = required(tx, case, "text", text)?;
                return refused(decide::excess::give_reasons(state, text, Side::Organisation, *on, &context));
            }
            Command::Delay { date, .. } => (decide::excess::delay(state, *date, person, &context), Cause::Delayed),
            Command::Consult { .. } => {
                let ask = self.consult(tx)?;
                (decide::consult::ask(state, ask, &context), Cause::Consulted)
            }
            Command::ConsultationDelivered { id, on } => (decide::consult::deliver(state, id, *on, person, &context), Cause::Answered),
            Command::ConsultationAnswered { id, on, answer, text, files } => {
                let text = optional(tx, case, "text", text)?;
                let files = files.iter().map(|file| seal_file(tx, case, file)).collect::<Outcome<Vec<_>>>()?;
                let came = decide::consult::Came { id: id.clone(), on: *on, answer: *answer, text, files, person };
                (decide::consult::answer(state, came, &context), Cause::Answered)
            }
            Command::Chase(id) => return refused(decide::consult::chase(state, id, person, &context)),
            Command::Override { id, content, reason } => {
                for (field, text) in [("content", content), ("reason", reason)] {
                    if text.trim().is_empty() {
                        return Err(ExecuteError::Refused(Refusal::field(field, "required")));
                    }
                }
                let reason = required(tx, case, "reason", &format!("{content}\n{reason}"))?;
                (decide::consult::override_objection(state, id, reason, person, &context), Cause::Answered)
            }
            Command::Withdraw(on) => (decide::leave::withdraw(state, Side::Organisation, *on, &context), Cause::Withdrawn),
            Command::Transfer { to, reason, .. } => {
                let reason = required(tx, case, "reason", reason)?;
                (decide::leave::transfer(state, to.clone(), reason, person, &context), Cause::Transferred)
            }
            _ => return Ok(Vec::new()),
        };
        let mut events = refused(decide::reckon::with_clock(state, refused(events)?, cause, &context))?;
        events.extend(notice::for_command(self, tx, state, &events).await?);
        Ok(events)
    }

    fn consult(&self, tx: &mut Transaction<'_>) -> Outcome<decide::consult::Ask> {
        let Command::Consult { kind, name, contact, organisation, until, question } = &self.command else {
            return Err(ExecuteError::Refused(Refusal::Unknown));
        };
        let case = &self.case;
        Ok(decide::consult::Ask {
            kind: *kind,
            name: required(tx, case, "name", name)?,
            contact: optional(tx, case, "contact", contact)?,
            organisation: organisation.clone(),
            until: *until,
            question: required(tx, case, "question", question)?,
            id: tx.new_id(),
            person: self.person.clone(),
        })
    }
}

fn required(tx: &mut Transaction<'_>, case: &StreamId, field: &'static str, text: &str) -> Outcome<PartRef> {
    if text.trim().is_empty() {
        return Err(ExecuteError::Refused(Refusal::field(field, "required")));
    }
    seal_text(tx, case, field, text.trim(), 5_000)
}

fn optional(tx: &mut Transaction<'_>, case: &StreamId, field: &'static str, text: &str) -> Outcome<Option<PartRef>> {
    if text.trim().is_empty() { Ok(None) } else { seal_text(tx, case, field, text.trim(), 5_000).map(Some) }
}

/// Seals a file of a case.
///
/// # Errors
/// Faults of the store.
pub(crate) fn seal_file(tx: &mut Transaction<'_>, case: &StreamId, upload: &Upload) -> Outcome<SealedFile> {
    Ok(SealedFile {
        content: tx.seal(case, &upload.bytes)?,
        name: tx.seal(case, upload.name.as_bytes())?,
        media_type: upload.media_type.clone(),
        size: u64::try_from(upload.bytes.len()).unwrap_or(u64::MAX),
    })
}
