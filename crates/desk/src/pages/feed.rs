//! One's deadlines as iCalendar (RFC 5545), under an address that only its owner knows. No personal data.

use crate::shown;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use icalendar::{Calendar, Component, Event, Property};
use inbox::Work;
use jiff::Timestamp;
use web::{App, Language, Visit, WebError};

/// `GET /calendar/{token}/deadlines.ics`
pub async fn show(State(app): State<App>, visit: Visit, Path(token): Path<String>) -> Result<Response, WebError> {
    app.limits.look_up(&visit.address)?;
    let person = inbox::feed_owner(&app.store, &token).await?.ok_or(WebError::NotFound)?;
    let (staff, absences) = shown::people(&app, visit.today).await?;
    if !staff.is_open(&person) {
        return Err(WebError::NotFound);
    }
    let work = inbox::work_of(&mut *app.store.read().await?, &person, &staff, &absences, visit.today).await?;
    let text = calendar(&work, visit.language, &app.settings.base_url, visit.now);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, max-age=900"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"deadlines.ics\""),
    ];
    Ok((headers, text).into_response())
}

/// A day-long entry for each last day.
fn calendar(work: &[Work], language: Language, base_url: &str, now: Timestamp) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&web::message(language, "desk-feed-name", &[]));
    let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    for Work { item, .. } in work {
        let Some(due_on) = item.due_on else { continue };
        let day = |date: jiff::civil::Date| date.strftime("%Y%m%d").to_string();
        let whole_day = |name: &str, date| Property::new(name, day(date)).add_parameter("VALUE", "DATE").done();
        let mut event = Event::new();
        event
            .uid(&format!("{}@gongkai", item.key.to_string().replace('/', ".")))
            .add_property("DTSTAMP", &stamp)
            .summary(&format!("{}：{}", shown::kind(language, item), shown::say(language, &item.title)))
            .url(&format!("{base_url}{}", language.href(&item.url)))
            .append_property(whole_day("DTSTART", due_on))
            .append_property(whole_day("DTEND", due_on.tomorrow().unwrap_or(due_on)))
            .add_property("TRANSP", "TRANSPARENT");
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::{OrganisationId, Role};
    use inbox::{Item, Key, Urgency, Words};
    use jiff::civil::Date;
    use store::StreamId;

    fn work(number: &str, due_on: Option<Date>) -> Work {
        let item = Item {
            key: Key::new(&StreamId::new("inbox", number), "undelivered"),
            organisation: OrganisationId("hz-housing".into()),
            role: Role::CaseOfficer,
            holder: None,
            title: Words::new("inbox-reminder-elapsed").with("hundredths", "50").with("due", "2016-09-07; 一, 二\n三"),
            url: format!("/office/requests/{number}"),
            started_on: Date::constant(2016, 8, 17),
            due_on,
            urgency: Urgency::Ordinary,
        };
        Work { item, instead_of: None }
    }

    #[test]
    fn deadlines_are_days() {
        let all = [work("1", Some(Date::constant(2016, 9, 7))), work("2", None)];
        let text = calendar(&all, Language::Chinese, "https://open.example.org", "2016-08-17T01:02:03Z".parse().unwrap());
        for line in [
            "BEGIN:VCALENDAR\r\n",
            "VERSION:2.0\r\n",
            "UID:inbox-1.undelivered@gongkai\r\n",
            "DTSTAMP:20160817T010203Z\r\n",
            "DTSTART;VALUE=DATE:20160907\r\n",
            "DTEND;VALUE=DATE:20160908\r\n",
            "URL:https://open.example.org/office/requests/1\r\n",
            "END:VCALENDAR\r\n",
        ] {
            assert!(text.contains(line), "{line:?} in {text}");
        }
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "without a last day there is nothing to enter");
        // Folded at 75 octets, escaped, no bare line feed.
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("2016-09-07\\; 一\\, 二\\n三"), "{unfolded}");
    }
}
