//! An officer's step on a case.

use super::command::Command;
use super::notice::{self, Purpose};
use super::{Outcome, Setting, load, refused, seal_json, seal_text};
use crate::decide::draft::DraftTexts;
use crate::decide::{self, Context, Refusal};
use crate::letter::LetterSettings;
use crate::material;
use crate::model::event::{
    Addressee, Cause, Commented, ContactViewed, DeliveryProof, FileAdded, LayerDrawn, MaterialAdded, ReleaseMade, RequestEvent, Returned,
    SealedFile, Side,
};
use crate::model::{Request, Step, Upload};
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

impl Act for OfficerAct {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let state = self.state(tx).await?;
            let mut events = self.decide(tx, &state).await?;
            if let Some(composed) = notice::compose(self, tx, &state, &events, Purpose::Sending).await? {
                events.push(notice::send(self, tx, composed)?);
            }
            tx.append(&self.case, state.version, &ActorId(self.person.clone()), &events).await?;
            super::tick::schedule(tx, &self.case, &state.evolve_all(&events), &self.setting.context())
        })
    }
}

impl OfficerAct {
    fn context(&self) -> Context<'_> {
        self.setting.context()
    }

    /// Outcome and ground of the draft that goes a step further.
    fn handed_on<'a>(&'a self, state: &'a Request) -> Option<(&'a str, &'a str)> {
        match &self.command {
            Command::Draft { outcome, ground, submit: true, .. } | Command::Amend { outcome, ground, .. } => Some((outcome, ground)),
            Command::Submit | Command::Pass(..) => state.draft.as_ref().map(|draft| (draft.outcome.as_str(), draft.ground.as_str())),
            _ => None,
        }
    }

    /// The case as the officer saw it.
    pub(super) async fn state(&self, tx: &mut Transaction<'_>) -> Outcome<Request> {
        let looking = matches!(self.command, Command::ViewContact(_) | Command::ViewFile { .. });
        let state = load(tx, &self.case, (!looking).then_some(self.seen)).await?;
        refused(decide::not_erased(&state))?;
        if state.step != Step::New && state.organisation != self.setting.organisation.id.0 {
            return Err(ExecuteError::Refused(Refusal::Unknown));
        }
        refused(self.fits_track(&state))?;
        Ok(state)
    }

    /// What comes of the command, without the notice that goes out with it.
    pub(super) async fn decide(&self, tx: &mut Transaction<'_>, state: &Request) -> Outcome<Vec<RequestEvent>> {
        match self.on_draft(tx, state).await? {
            Some(events) => Ok(events),
            None => self.on_clock(tx, state).await,
        }
    }

    /// An application for a correction has its own answer and no term of the law: what is asked, paid, lengthened or
    /// replied in the chapter on disclosure on request is not for it.
    fn fits_track(&self, state: &Request) -> Result<(), Refusal> {
        let of_disclosure = matches!(
            self.command,
            Command::Draft { .. }
                | Command::Submit
                | Command::Amend { .. }
                | Command::Pass(..)
                | Command::SendBack(..)
                | Command::Send
                | Command::AskClarification { .. }
                | Command::ProposeExtension { .. }
                | Command::NoticeFee { .. }
                | Command::AskReasons { .. }
                | Command::Delay { .. }
                | Command::Consult { .. }
        );
        if of_disclosure { decide::record::not_for_corrections(state) } else { Ok(()) }
    }

    /// Draft, checks, letters, record: nothing that touches the clock.
    async fn on_draft(&self, tx: &mut Transaction<'_>, state: &Request) -> Outcome<Option<Vec<RequestEvent>>> {
        let context = self.context();
        let person = self.person.clone();
        let case = &self.case;
        refused(self.fits_track(state))?;
        if let Some(draft) = self.handed_on(state) {
            if !matches!(self.command, Command::Amend { .. }) {
                refused(decide::release::hand_on(state, draft.0, &context))?;
            }
            refused(decide::concern::nothing_stops(state, draft, &context))?;
        }
        let events = match &self.command {
            Command::Draft { outcome, ground, texts, legal_review, submit } => {
                let written = self.written(tx, state, (outcome, ground), texts, *legal_review)?;
                let mut events = refused(decide::draft::draft(state, written, person.clone()))?;
                if *submit {
                    refused(decide::draft::no_blanks(texts))?;
                    let drafted = state.clone().evolve_all(&events);
                    events.extend(refused(decide::draft::submit(&drafted, person))?);
                }
                Ok(events)
            }
            Command::Amend { stage, outcome, ground, texts, legal_review } => {
                refused(decide::draft::no_blanks(texts))?;
                let written = self.written(tx, state, (outcome, ground), texts, *legal_review)?;
                decide::pass::amend(state, *stage, written, person)
            }
            Command::Submit => {
                if let Some(draft) = &state.draft {
                    refused(decide::draft::no_blanks(&notice::texts(tx, draft).await?))?;
                }
                decide::draft::submit(state, person)
            }
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
                let reason = super::seal_reason(tx, case, &self.setting, "contact_reason", reason)?;
                Ok(vec![RequestEvent::ContactViewed(ContactViewed { person, reason, file: None })])
            }
            Command::ViewFile { part, reason } => {
                if !state.all_files().any(|file| file.content.part == *part) {
                    return Err(ExecuteError::Refused(Refusal::Unknown));
                }
                let reason = super::seal_reason(tx, case, &self.setting, "contact_reason", reason)?;
                Ok(vec![RequestEvent::ContactViewed(ContactViewed { person, reason, file: Some(part.clone()) })])
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
                return self.delivered(state, (letter_number, *on, *proof, note)).map(Some);
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

    fn written(
        &self,
        tx: &mut Transaction<'_>,
        state: &Request,
        (outcome, ground): (&str, &str),
        texts: &DraftTexts,
        legal_review: bool,
    ) -> Outcome<decide::draft::Written> {
        let regime = state.clock.as_ref().map(|clock| clock.regime).ok_or(ExecuteError::Refused(Refusal::WrongStep(state.step)))?;
        let rule = refused(decide::draft::check(outcome, ground, texts, regime, &self.context()))?;
        let texts = seal_json(tx, &self.case, texts)?;
        Ok(decide::draft::Written { outcome: outcome.to_owned(), ground: ground.to_owned(), rule, texts, legal_review })
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
            Command::MakeRelease { material, file, partial } => {
                let layer = state.material(material).and_then(|found| found.layer.clone());
                let layer = layer.ok_or(ExecuteError::Refused(Refusal::Unknown))?;
                let number = decide::release::attachment_number(state, material);
                let file = seal_file(tx, case, &Upload { name: material::attachment_name(number, &file.media_type), ..file.clone() })?;
                decide::release::release(state, ReleaseMade { material: material.clone(), layer, file, number, partial: *partial, person })
            }
            Command::WithdrawMaterial(material) => decide::release::withdraw(state, material, person),
            _ => Ok(Vec::new()),
        };
        refused(events)
    }

    /// A letter arrived; where it asked somebody, the term of that one runs from here.
    fn delivered(
        &self,
        state: &Request,
        (letter_number, on, proof, note): (&str, Date, DeliveryProof, Option<PartRef>),
    ) -> Outcome<Vec<RequestEvent>> {
        let context = self.context();
        let events = decide::after::deliver(state, letter_number, (on, proof, note), Some(self.person.clone()), &context);
        let mut events = refused(events)?;
        let to = state.letters.iter().find(|letter| letter.letter_number == letter_number).map(|letter| &letter.to);
        let Some(Addressee::Consulted(id)) = to.filter(|_| proof != DeliveryProof::Returned) else { return Ok(events) };
        match decide::consult::deliver(state, id, on, self.person.clone(), &context) {
            Ok(delivered) => events.extend(delivered),
            // The case has ended, or it was entered before.
            Err(_) => return Ok(events),
        }
        refused(decide::reckon::with_clock(state, events, Cause::Answered, &context))
    }

    /// What came too late for a draft that says that nothing came: it goes back to who wrote it.
    fn overtaken(&self, tx: &mut Transaction<'_>, state: &Request, mut events: Vec<RequestEvent>) -> Outcome<Vec<RequestEvent>> {
        if decide::term::is_overtaken(state, &self.setting.law) {
            events.push(overtaken(tx, &self.case, &self.person)?);
        }
        Ok(events)
    }

    /// What touches the clock.
    async fn on_clock(&self, tx: &mut Transaction<'_>, state: &Request) -> Outcome<Vec<RequestEvent>> {
        let context = self.context();
        let person = self.person.clone();
        let case = &self.case;
        let (events, cause) = match &self.command {
            Command::AskClarification { points, working_days, until } => {
                let points = decide::clarify::points(points).map_err(ExecuteError::Refused)?;
                let sealed = seal_json(tx, case, &points)?;
                let ask = decide::clarify::Ask { points: sealed, working_days: *working_days, until: *until, person };
                (decide::clarify::ask(state, ask, &context), Cause::ClarificationRequested)
            }
            Command::Clarified { text, on } => {
                let text = required(tx, case, "text", text)?;
                let came = refused(decide::clarify::answer(state, text, Side::Organisation, *on, &context))?;
                (Ok(self.overtaken(tx, state, came)?), Cause::Clarified)
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
            Command::NoticeFee { method, count, counted_before, how_to_pay } => {
                let how = required(tx, case, "how_to_pay", how_to_pay)?;
                let mut events = decide::fee::notice(state, (*method, *count, *counted_before), person, &context);
                for event in events.iter_mut().flatten() {
                    if let RequestEvent::FeeNoticed(noticed) = event {
                        noticed.how_to_pay = Some(how.clone());
                    }
                }
                (events, Cause::FeeNoticed)
            }
            Command::FeePaid { on, reference } => {
                let came = refused(decide::fee::paid(state, *on, reference.clone(), person, &context))?;
                (Ok(self.overtaken(tx, state, came)?), Cause::FeePaid)
            }
            Command::AskReasons { answer_by, .. } => {
                (decide::excess::ask_reasons(state, Some(*answer_by), person, &context), Cause::Delayed)
            }
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
        refused(decide::reckon::with_clock(state, refused(events)?, cause, &context))
    }

    fn consult(&self, tx: &mut Transaction<'_>) -> Outcome<decide::consult::Ask> {
        let Command::Consult { kind, name, contact, organisation, is_organisation, until, question } = &self.command else {
            return Err(ExecuteError::Refused(Refusal::Unknown));
        };
        let case = &self.case;
        Ok(decide::consult::Ask {
            kind: *kind,
            name: required(tx, case, "name", name)?,
            contact: optional(tx, case, "contact", contact)?,
            organisation: organisation.clone(),
            is_organisation: *is_organisation,
            until: *until,
            question: required(tx, case, "question", question)?,
            id: tx.new_id(),
            person: self.person.clone(),
        })
    }
}

/// A draft that says that nothing came goes back, since it came.
pub(super) fn overtaken(tx: &mut Transaction<'_>, case: &StreamId, person: &str) -> Outcome<RequestEvent> {
    let words = web::message(web::Language::Chinese, "requests-draft-overtaken", &[]);
    let reason = seal_text(tx, case, "reason", &words, 500)?;
    Ok(RequestEvent::DraftReturned(Returned { person: person.to_owned(), reason }))
}

pub(super) fn required(tx: &mut Transaction<'_>, case: &StreamId, field: &'static str, text: &str) -> Outcome<PartRef> {
    if text.trim().is_empty() {
        return Err(ExecuteError::Refused(Refusal::field(field, "required")));
    }
    seal_text(tx, case, field, text.trim(), 5_000)
}

pub(super) fn optional(tx: &mut Transaction<'_>, case: &StreamId, field: &'static str, text: &str) -> Outcome<Option<PartRef>> {
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
