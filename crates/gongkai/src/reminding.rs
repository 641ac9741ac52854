//! What reminders need of the program: the plan that the law files hold, the city's time, the words of e-mail.

use inbox::{ReminderPlan, Setting, Speaker, Step, To, Words};
use law::{Law, ReminderRecipient};
use std::sync::Arc;
use web::Language;

/// Reminders come when people begin to work, in the city's time.
const HOUR: i8 = 9;

struct Chinese;

impl Speaker for Chinese {
    fn say(&self, words: &Words) -> String {
        let arguments: Vec<(&str, String)> = words.arguments.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        web::message(Language::Chinese, &words.id, &arguments)
    }
}

/// By the plan of these law files.
pub fn setting(law: Arc<Law>, base_url: String) -> Setting {
    let steps = law.reminders().steps.iter().flat_map(|step| step.tells.iter().map(|to| Step { at: step.when, to: reader(*to) }));
    Setting { plan: ReminderPlan { steps: steps.collect(), hour: HOUR }, law, zone: calendar::zone(), speaker: Arc::new(Chinese), base_url }
}

fn reader(recipient: ReminderRecipient) -> To {
    match recipient {
        ReminderRecipient::Officer => To::Holder,
        ReminderRecipient::Reviewer => To::Reviewer,
        ReminderRecipient::Head => To::Head,
        ReminderRecipient::CityOffice => To::CityOffice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_the_law_files_has_its_place() {
        let law = Arc::new(Law::load(None).unwrap());
        let all: usize = law.reminders().steps.iter().map(|step| step.tells.len()).sum();
        let setting = setting(law, "https://open.example.org".into());
        assert_eq!(setting.plan.steps.len(), all);
        assert!(setting.plan.steps.contains(&Step { at: law::ReminderTime::Elapsed(50), to: To::Holder }));
        let words = Words::new("inbox-reminder-before").with("days", "3").with("due", "2016-09-07");
        assert_eq!(setting.speaker.say(&words), "还剩 3 个工作日，2016-09-07 到期");
    }
}
