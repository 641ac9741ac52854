//! When a request was received, when its reply is due, what its form asks.

use crate::{Channel, Law, LawError, ReceiptStart, Regime, RuleRef};
use calendar::{CountedDay, DivisionCode};
use jiff::civil::Date;
use serde::Serialize;

/// How the legal date of receipt comes about on a channel (条例 2019, article 31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptRule {
    /// what starts the clock
    pub starts: ReceiptStart,
    /// the rule behind it
    pub rule: RuleRef,
}

/// The deadline of a reply with everything that is shown beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReplyDeadline {
    /// legal date of receipt, day 0
    pub received: Date,
    /// last day on which the reply is in time
    pub due: Date,
    /// working days counted, extension included
    pub working_days: u32,
    /// the regulation that governs the request
    pub regime: Regime,
    /// the rule that sets the term
    pub rule: RuleRef,
    /// the extension's rule, where extended
    pub extension: Option<RuleRef>,
    /// true where the calendar of a day on the way is not known yet
    pub provisional: bool,
}

/// A field of an application as the law of the day asks (条例 2007, article 20; 2019, article 29).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApplicationField {
    /// the member of a request: `applicant.name`, `applicant.identity`, `applicant.contact` (one of phone, e-mail,
    /// address), `subject`, `description`, `form`, `delivery`
    pub name: String,
    /// required on that day
    pub required: bool,
    /// the rule that asks
    pub rule: RuleRef,
}

/// The rule families that ask for a field, in the order of the form.
pub(crate) const APPLICATION: [&str; 6] = [
    "application-name",
    "application-identity",
    "application-contact",
    "application-description",
    "application-form",
    "application-delivery",
];

impl Law {
    /// The regime of a date of receipt.
    ///
    /// A request that was pending when the regulation changed keeps the regime of its receipt: our reading, see the
    /// rule `transition-2019`.
    pub fn regime(&self, received: Date) -> Result<Regime, LawError> {
        let rule = self.needed("regulation", received)?;
        rule.word("regime").and_then(Regime::parse).ok_or_else(|| LawError::Unset { rule: rule.id.clone(), value: "regime" })
    }

    /// The deadline of a reply; `extended` adds the most that the regime allows.
    pub fn reply_deadline(&self, received: Date, place: Option<DivisionCode>, extended: bool) -> Result<ReplyDeadline, LawError> {
        let term = self.needed("reply-term", received)?;
        let extension = extended.then(|| self.needed("extension-term", received)).transpose()?;
        let working_days = [Some(term), extension].into_iter().flatten().filter_map(|rule| rule.number("working-days")).sum();
        let calendar = self.calendar_of(place);
        let deadline = calendar.add(received, working_days);
        if calendar.count(received, deadline.due) < working_days {
            return Err(LawError::EndOfDates(received));
        }
        Ok(ReplyDeadline {
            received,
            due: deadline.due,
            working_days,
            regime: self.regime(received)?,
            rule: term.reference(),
            extension: extension.map(crate::Rule::reference),
            provisional: deadline.provisional,
        })
    }

    /// Every day on the way to a reply's deadline, counted or not, with the reason.
    pub fn reply_days(&self, received: Date, place: Option<DivisionCode>, extended: bool) -> Result<Vec<CountedDay<'_>>, LawError> {
        let deadline = self.reply_deadline(received, place, extended)?;
        Ok(self.calendar_of(place).walk(received, deadline.working_days))
    }

    /// How receipt comes about on a channel, by the law of `on`.
    pub fn receipt(&self, channel: Channel, on: Date) -> Result<ReceiptRule, LawError> {
        let rule = self.needed(&format!("receipt-{}", channel.as_str()), on)?;
        let starts =
            rule.word("starts").and_then(ReceiptStart::parse).ok_or_else(|| LawError::Unset { rule: rule.id.clone(), value: "starts" })?;
        Ok(ReceiptRule { starts, rule: rule.reference() })
    }

    /// The rule that lets an organ's own portal acknowledgement count as both confirmations (unconfirmed reading).
    pub fn acknowledgement_confirms(&self, on: Date) -> Result<RuleRef, LawError> {
        Ok(self.needed("acknowledgement-confirms", on)?.reference())
    }

    /// Fields of an application by the law of `on`.
    pub fn application_fields(&self, on: Date) -> Result<Vec<ApplicationField>, LawError> {
        let mut fields = Vec::new();
        for family in APPLICATION {
            let rule = self.needed(family, on)?;
            let required = rule.flag("required").unwrap_or(false);
            fields.extend(rule.words("fields").iter().map(|name| ApplicationField {
                name: name.clone(),
                required,
                rule: rule.reference(),
            }));
        }
        Ok(fields)
    }
}
