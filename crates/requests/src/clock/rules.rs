use super::fault::{ClockFault, FaultKind};
use super::input::Consulted;
use jiff::civil::Date;
use law::{FeeDay, Law, Regime, Rule};

/// The rules of one clock: those in force on the date of receipt, whatever happens later.
pub(super) struct ClockRules<'a> {
    law: &'a Law,
    received_on: Date,
    pub(super) regime: Regime,
    pub(super) term: &'a Rule,
    pub(super) extension: &'a Rule,
    pub(super) pause: &'a Rule,
    pub(super) pause_days: &'a Rule,
    pub(super) clarification: &'a Rule,
    pub(super) end: &'a Rule,
    pub(super) record: &'a Rule,
    pub(super) extension_again: &'a Rule,
    pub(super) after_payment: &'a Rule,
}

impl<'a> ClockRules<'a> {
    pub(super) fn new(law: &'a Law, received_on: Date) -> Result<Self, ClockFault> {
        let none = || {
            let regulations = law.rule_sets().iter().flat_map(|set| &set.rules).filter(|rule| rule.family == "regulation");
            let first = regulations.min_by_key(|rule| rule.from);
            let by = |rule| ClockFault::by(rule, None, FaultKind::NoRegulation);
            first.map_or_else(|| ClockFault::of_record(None, FaultKind::NoRegulation), by)
        };
        let regime = law.regime(received_on).map_err(|_| none())?;
        let needed = |family| law.rule(family, received_on).ok_or_else(none);
        Ok(Self {
            law,
            received_on,
            regime,
            term: needed("reply-term")?,
            extension: needed("extension-term")?,
            pause: needed("pause")?,
            pause_days: needed("clock-pause")?,
            clarification: needed("clarification")?,
            end: needed("clock-end")?,
            record: needed("clock-record")?,
            extension_again: needed("setting-extension-after-clarification")?,
            after_payment: needed("setting-period-after-payment")?,
        })
    }

    fn rule(&self, family: &str) -> Option<&'a Rule> {
        self.law.rule(family, self.received_on)
    }

    /// Working days of the reply.
    pub(super) fn term_days(&self) -> u32 {
        self.term.number("working-days").unwrap_or(0)
    }

    /// Whether asking takes time out of the term.
    pub(super) fn pauses(&self, whom: Consulted) -> bool {
        let name = match whom {
            Consulted::ThirdParty => "third-party",
            Consulted::CoProducer | Consulted::Body => "other-organ",
        };
        self.pause.words("for").iter().any(|word| word == name)
    }

    /// The rule on silence, for those whose silence ends their pause, with its working days after delivery.
    pub(super) fn silence(&self, whom: Consulted) -> Option<(&'a Rule, u32)> {
        let rule = match whom {
            Consulted::ThirdParty => self.rule("third-party")?,
            Consulted::CoProducer => self.rule("co-producer")?,
            Consulted::Body => return None,
        };
        Some((rule, rule.number("working-days")?))
    }

    /// The rule by which a clarification begins the term anew, where it does.
    pub(super) fn reset(&self) -> Option<&'a Rule> {
        Some(self.clarification).filter(|rule| rule.flag("resets").unwrap_or(false))
    }

    /// What goes with a new beginning.
    pub(super) fn dropped(&self) -> &'a Rule {
        self.rule("clock-reset").unwrap_or(self.clarification)
    }

    /// The day on which the officer is reminded of the clarification's limit, in working days after receipt.
    pub(super) fn reminder(&self) -> Option<u32> {
        self.rule("setting-clarification-reminder")?.number("working-days")
    }

    /// Delays to a date (art 35), where the regulation has them.
    pub(super) fn excess(&self) -> Option<&'a Rule> {
        self.rule("excess")
    }

    /// How such a date counts.
    pub(super) fn delay(&self) -> Option<&'a Rule> {
        self.rule("clock-delay")
    }

    /// What says whether a notice of a day can ask for a fee.
    pub(super) fn fees(&self, on: Date) -> &'a Rule {
        self.fee_day(on).and_then(|day| self.law.rule("fees", day.day)).unwrap_or(self.record)
    }

    /// The term of payment, with its rule, where the fee is one by tariff: only such a fee touches the clock.
    pub(super) fn payment_term(&self, on: Date) -> Option<&'a Rule> {
        let by_tariff = self.fees(on).word("charge") == Some("tariff");
        if by_tariff { self.law.rule("fee-payment-term", self.fee_day(on)?.day) } else { None }
    }

    /// The day whose law says so, for a notice of a day.
    pub(super) fn fee_day(&self, on: Date) -> Option<FeeDay<'a>> {
        self.law.fee_day(self.received_on, on).ok()
    }

    /// Whether the term begins anew after payment.
    pub(super) fn restarts_after_payment(&self) -> bool {
        self.after_payment.flag("restarts").unwrap_or(true)
    }

    /// Whether a new extension may follow a new beginning.
    pub(super) fn may_extend_again(&self) -> bool {
        self.extension_again.flag("allowed").unwrap_or(false)
    }
}
