//! One event further.

use super::{Clarification, Comment, Consultation, Fee, Material, Reasons, Request, SentLetter, Step};
use crate::model::event::{
    Addressee, ClockMoved, Delivered, DeliveryChosen, DeliveryProof, NoticeSent, ReplySent, RequestEvent, Side, Standing, Term, TermSet,
};

impl Request {
    /// One event further; an erased body (`None`) moves the version only.
    #[must_use]
    pub fn evolve(mut self, version: u64, event: Option<RequestEvent>) -> Request {
        self.version = version;
        let Some(event) = event else { return self };
        match event {
            RequestEvent::Received(received) => {
                self.step = if received.awaits.is_some() { Step::Confirming } else { Step::Registered };
                self.organisation.clone_from(&received.organisation);
                self.received = Some(*received);
            }
            RequestEvent::Confirmed(confirmed) => match confirmed.by {
                Side::Requester => self.requester_confirmed = Some(confirmed.on),
                Side::Organisation => self.organisation_confirmed = Some(confirmed.on),
            },
            RequestEvent::ClockStarted(clock) => {
                self.due_on = Some(clock.due_on);
                self.provisional = clock.provisional;
                self.clock = Some(*clock);
                if self.step == Step::Confirming {
                    self.step = Step::Registered;
                }
            }
            RequestEvent::ClockMoved(moved) => self.move_clock(&moved),
            RequestEvent::FileAdded(added) => self.files.push(added),
            RequestEvent::DeliveryChosen(chosen) => self.choose_delivery(chosen),
            event => self.evolve_questions(event),
        }
        self
    }

    /// From now on letters go this way; what the request said when it arrived stays in its event.
    fn choose_delivery(&mut self, chosen: DeliveryChosen) {
        let Some(received) = &mut self.received else { return };
        received.delivery = chosen.delivery;
        let who = &mut received.applicant;
        who.address = chosen.address.or(who.address.take());
        who.email = chosen.email.or(who.email.take());
    }

    fn move_clock(&mut self, moved: &ClockMoved) {
        self.due_on = moved.due_on;
        self.left = moved.left;
        self.standing = moved.standing;
        self.provisional = moved.provisional;
        if moved.standing.has_ended() && self.step != Step::Replied {
            self.step = Step::Ended;
        }
    }

    /// What is asked of the requester and of others.
    fn evolve_questions(&mut self, event: RequestEvent) {
        match event {
            RequestEvent::ClarificationRequested(asked) => {
                // The term begins anew with the answer; that it had been over stays.
                self.missed_on = self.missed_on.or(self.due_on.filter(|due| *due < asked.on));
                let asked = *asked;
                let (letter, delivered_on, until, passed, answered_on) = (None, None, None, false, None);
                self.clarifications.push(Clarification { asked, letter, delivered_on, until, passed, answered_on });
            }
            RequestEvent::Clarified(clarified) => {
                if let Some(open) = self.clarifications.last_mut() {
                    open.answered_on = Some(clarified.on);
                }
            }
            RequestEvent::ReasonsAsked(asked) => self.reasons = Some(Reasons { asked_on: asked.on, given: None }),
            RequestEvent::ReasonsGiven(given) => {
                if let Some(reasons) = &mut self.reasons {
                    reasons.given = Some((given.on, given.text));
                }
            }
            RequestEvent::ExtensionProposed(proposed) => self.extension_proposed = Some(proposed),
            RequestEvent::ExtensionDeclined(_) => self.extension_proposed = None,
            RequestEvent::Extended(extended) => {
                self.extension_proposed = None;
                self.extensions.push(*extended);
            }
            RequestEvent::FeeNoticed(noticed) => {
                let noticed = *noticed;
                self.fees.push(Fee { noticed, letter: None, delivered_on: None, until: None, passed: false, paid_on: None });
            }
            RequestEvent::FeePaid(paid) => {
                if let Some(fee) = self.fees.last_mut() {
                    fee.paid_on = Some(paid.on);
                }
            }
            RequestEvent::DelayedTo(delayed) => self.delayed = Some(*delayed),
            RequestEvent::Lapsed(lapsed) => {
                self.lapsed_on = Some(lapsed.on);
                self.ended_as = Some(lapsed.outcome);
            }
            RequestEvent::TermSet(set) => self.set_term(*set),
            RequestEvent::TermPassed(passed) => match passed.term {
                Term::Clarification => self.clarifications.iter_mut().last().into_iter().for_each(|open| open.passed = true),
                Term::Fee => self.fees.iter_mut().last().into_iter().for_each(|open| open.passed = true),
                Term::Consultation(_) => {}
            },
            RequestEvent::Withdrawn(withdrawn) => {
                self.withdrawn_on = Some(withdrawn.on);
                self.ended_as = Some(withdrawn.outcome);
                // Before the clock runs no movement of it says that the case ended.
                if self.clock.is_none() {
                    self.standing = Standing::Withdrawn;
                    self.step = Step::Ended;
                }
            }
            RequestEvent::Consulted(consulted) => self.consultations.push(Consultation {
                until: consulted.until,
                consulted: *consulted,
                delivered_on: None,
                answered: None,
                chased_on: Vec::new(),
                overridden_on: None,
            }),
            RequestEvent::ConsultationDelivered(delivered) => self.with_consultation(&delivered.id, |consultation| {
                consultation.delivered_on = Some(delivered.on);
                consultation.until = delivered.until.or(consultation.until);
            }),
            RequestEvent::ConsultationAnswered(answered) => {
                self.with_consultation(&answered.id.clone(), |consultation| consultation.answered = Some(*answered));
            }
            RequestEvent::ConsultationChased(chased) => {
                self.with_consultation(&chased.id, |consultation| consultation.chased_on.push(chased.on));
            }
            RequestEvent::ObjectionOverridden(overridden) => {
                self.with_consultation(&overridden.id, |consultation| consultation.overridden_on = Some(overridden.on));
            }
            event => self.evolve_reply(event),
        }
    }

    fn set_term(&mut self, set: TermSet) {
        let until = Some(set.until);
        match set.term {
            Term::Clarification => {
                if let Some(open) = self.clarifications.last_mut() {
                    (open.until, open.passed) = (until, false);
                }
            }
            Term::Fee => {
                if let Some(open) = self.fees.last_mut() {
                    (open.until, open.passed) = (until, false);
                }
            }
            Term::Consultation(id) => self.with_consultation(&id, |consultation| consultation.until = until),
        }
    }

    /// The letter of a question is known once it is sent.
    fn letter_of_question(&mut self, sent: &NoticeSent) {
        let letter = match sent.notice.as_str() {
            "clarification" => self.clarifications.last_mut().map(|asked| &mut asked.letter),
            "fee" => self.fees.last_mut().map(|fee| &mut fee.letter),
            _ => None,
        };
        if let Some(letter) = letter {
            *letter = Some(sent.letter_number.clone());
        }
    }

    fn delivered(&mut self, delivered: Delivered) {
        let number = Some(&delivered.letter_number);
        if delivered.proof != DeliveryProof::Returned {
            let asked = self.clarifications.iter_mut().map(|asked| (&asked.letter, &mut asked.delivered_on));
            let fees = self.fees.iter_mut().map(|fee| (&fee.letter, &mut fee.delivered_on));
            for (_, day) in asked.chain(fees).filter(|(letter, _)| letter.as_ref() == number) {
                *day = Some(delivered.on);
            }
        }
        if let Some(letter) = self.letters.iter_mut().find(|letter| Some(&letter.letter_number) == number) {
            letter.delivered = Some(delivered);
        }
    }

    fn with_consultation(&mut self, id: &str, change: impl FnOnce(&mut Consultation)) {
        if let Some(consultation) = self.consultations.iter_mut().find(|consultation| consultation.consulted.id == id) {
            change(consultation);
        }
    }

    /// Draft, checks, letters.
    fn evolve_reply(&mut self, event: RequestEvent) {
        match event {
            RequestEvent::ReplyDrafted(draft) => {
                self.earlier_draft = self.draft.replace(*draft);
                self.step = Step::Drafting;
                self.reviewer = None;
                self.legal_reviewer = None;
                self.approver = None;
            }
            RequestEvent::RecordDrafted(draft) => {
                self.record = Some(*draft);
                self.returned = None;
                self.step = Step::Approving;
            }
            RequestEvent::DraftSubmitted(_) => {
                self.step = Step::Reviewing;
                self.returned = None;
            }
            RequestEvent::ReviewPassed(passed) => {
                self.reviewer = Some(passed.person);
                let legal = self.draft.as_ref().is_some_and(|draft| draft.legal_review);
                self.step = if legal { Step::LegalReviewing } else { Step::Approving };
            }
            RequestEvent::LegalReviewPassed(passed) => {
                self.legal_reviewer = Some(passed.person);
                self.step = Step::Approving;
            }
            RequestEvent::DraftReturned(returned) => {
                self.returned = Some(returned.reason);
                self.reviewer = None;
                self.legal_reviewer = None;
                self.approver = None;
                self.step = Step::Drafting;
            }
            RequestEvent::ReplyApproved(passed) => {
                self.approver = Some(passed.person);
                self.step = Step::Approved;
            }
            RequestEvent::ReplySent(reply) => self.send(*reply),
            RequestEvent::CorrectionOpened(_) => {
                self.correcting = true;
                // What is open again is filed anew when it is closed.
                self.archived = None;
                self.erasure_proposed = None;
                self.step = Step::Registered;
            }
            RequestEvent::Commented(said) => self.comments.push(Comment { said, resolved: false }),
            RequestEvent::CommentResolved(resolved) => {
                for comment in self.comments.iter_mut().filter(|comment| comment.said.id == resolved.id) {
                    comment.resolved = true;
                }
            }
            RequestEvent::NoticeSent(notice) => {
                self.letter_of_question(&notice);
                self.letters.push(SentLetter::notice(&notice));
            }
            RequestEvent::Dispatched(dispatched) => {
                let number = dispatched.letter_number.clone();
                if let Some(letter) = self.letters.iter_mut().find(|letter| letter.letter_number == number) {
                    letter.dispatched = Some(dispatched);
                }
            }
            RequestEvent::Delivered(delivered) => self.delivered(delivered),
            event => self.evolve_custody(event),
        }
    }

    fn send(&mut self, reply: ReplySent) {
        self.letters.push(SentLetter {
            letter_number: reply.letter_number.clone(),
            notice: "reply".into(),
            sent_on: reply.sent_on,
            to: Addressee::Requester,
            delivery: reply.delivery,
            corrects: reply.corrects.clone(),
            letter: reply.letter.clone(),
            dispatched: None,
            delivered: None,
        });
        self.standing = if reply.lapses { Standing::Lapsed } else { Standing::Replied };
        self.lapsed_on = reply.lapses.then_some(reply.sent_on);
        self.corrected.extend(self.reply.replace(reply));
        self.correcting = false;
        self.step = Step::Replied;
    }

    /// Material, hands, record.
    fn evolve_custody(&mut self, event: RequestEvent) {
        match event {
            RequestEvent::MaterialAdded(added) => {
                self.materials.push(Material { added, layer: None, release: None, attachment: 0, partial: false })
            }
            RequestEvent::LayerDrawn(drawn) => {
                if let Some(material) = self.materials.iter_mut().find(|material| material.added.id == drawn.material) {
                    material.layer = Some(drawn.layer);
                }
            }
            RequestEvent::ReleaseMade(made) => {
                if let Some(material) = self.materials.iter_mut().find(|material| material.added.id == made.material) {
                    material.release = Some((made.layer, made.file));
                    material.attachment = made.number;
                    material.partial = made.partial;
                }
            }
            RequestEvent::MaterialWithdrawn(withdrawn) => self.materials.retain(|material| material.added.id != withdrawn.material),
            RequestEvent::Assigned(assigned) => self.holder = Some(assigned.to).filter(|holder| !holder.is_empty()),
            RequestEvent::Transferred(transferred) => {
                self.organisation = transferred.to;
                self.holder = None;
            }
            RequestEvent::Split(split) => self.split_into = split.into,
            RequestEvent::Erased(erased) => {
                self.erased_on = Some(erased.on);
                self.erased = Some(erased);
                self.erasure_proposed = None;
            }
            RequestEvent::Archived(archived) => self.archived = Some(*archived),
            RequestEvent::ErasureProposed(proposed) => self.erasure_proposed = Some(*proposed),
            RequestEvent::ErasureDeclined(_) => self.erasure_proposed = None,
            _ => {}
        }
    }
}
