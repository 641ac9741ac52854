//! A message that says of one of ours that it did not arrive.

use mailparse::{MailHeaderMap, ParsedMail, parse_headers, parse_mail};

/// Length of the id of a mail, of which its message id is made.
const ID: usize = 26;

/// What says that a part has parts.
const MULTIPART: &[u8] = b"multipart";
/// So often it stands in no report; two or three are usual.
const NESTS: usize = 64;

/// One of our mails came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// its id
    pub mail: String,
    /// status of RFC 3463 such as `5.1.1`; `returned` where none is told
    pub status: String,
}

/// Reads a message as it lies in a mailbox: a report of RFC 3464 about a delivery that failed for good, or what servers
/// without such reports send (no return path, the message attached). Nothing for all else: a report of a delay, an
/// answer while somebody is away, a letter of a person.
pub fn returned(bytes: &[u8]) -> Option<Returned> {
    // The reader calls itself for each part that has parts: thousands of them within each other would end the process.
    let nests = bytes.windows(MULTIPART.len()).filter(|found| found.eq_ignore_ascii_case(MULTIPART)).take(NESTS + 1).count();
    if nests > NESTS {
        return None;
    }
    let message = parse_mail(bytes).ok()?;
    let mail = message.parts().find_map(original)?;
    let report = message.parts().find(|part| is(part, "message", "delivery-status"));
    let status = match report {
        Some(part) => failed(&part.get_body().ok()?)?,
        None if from_a_server(&message) => "returned".to_owned(),
        None => return None,
    };
    Some(Returned { mail, status })
}

/// `global-` is that of RFC 6533: the same, for addresses that are not ASCII.
fn is(part: &ParsedMail<'_>, kind: &str, subtype: &str) -> bool {
    let found = part.ctype.mimetype.split_once('/');
    found.is_some_and(|(of, named)| {
        of.eq_ignore_ascii_case(kind) && named.strip_prefix("global-").unwrap_or(named).eq_ignore_ascii_case(subtype)
    })
}

/// The id of ours in the message that is sent back with the report, whole or only its head.
fn original(part: &ParsedMail<'_>) -> Option<String> {
    let attached = is(part, "message", "rfc822") || is(part, "message", "global") || is(part, "message", "headers");
    if !attached && !is(part, "text", "rfc822-headers") {
        return None;
    }
    let body = part.get_body_raw().ok()?;
    let (headers, _) = parse_headers(&body).ok()?;
    let id = headers.get_first_value("Message-ID")?;
    let id = id.trim().strip_prefix('<')?.split('@').next()?;
    (id.len() == ID && id.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())).then(|| id.to_owned())
}

/// The status of the first recipient to whom it did not get for good.
fn failed(report: &str) -> Option<String> {
    let lines: Vec<&str> = report.lines().map(str::trim_end).collect();
    lines.split(|line| line.is_empty()).find_map(|recipient| {
        let field = |name: &str| {
            recipient.iter().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.trim().eq_ignore_ascii_case(name).then(|| value.split('(').next().unwrap_or_default().trim())
            })
        };
        let lasting = field("Action").is_some_and(|action| action.eq_ignore_ascii_case("failed"));
        lasting.then(|| field("Status").filter(|status| is_status(status)).unwrap_or("returned").to_owned())
    })
}

/// Three numbers of at most three digits: nothing else of what a server says is kept, because it may hold an address.
fn is_status(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('.').collect();
    numbers.len() == 3 && numbers.iter().all(|number| (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether no person wrote it: an empty return path, and one of the names that servers use.
fn from_a_server(message: &ParsedMail<'_>) -> bool {
    let path = message.headers.get_first_value("Return-Path").unwrap_or_default();
    let sender = message.headers.get_first_header("From").and_then(|from| mailparse::addrparse_header(from).ok()?.extract_single_info());
    let name = sender.as_ref().and_then(|sender| sender.addr.split('@').next()).unwrap_or_default();
    matches!(path.trim(), "" | "<>") && ["mailer-daemon", "postmaster"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdefghjkmnpqrs";
    const REPORT: &str = include_str!("../tests/returned/postfix.eml");

    fn status(text: &str) -> Option<String> {
        returned(text.as_bytes()).map(|found| {
            assert_eq!(found.mail, ID);
            found.status
        })
    }

    #[test]
    fn a_report_of_a_failure() {
        assert_eq!(status(REPORT).as_deref(), Some("5.1.1"));
        assert_eq!(status(&REPORT.replace("\r\n", "\n")).as_deref(), Some("5.1.1"));
        assert_eq!(status(&REPORT.replace("message/rfc822", "text/rfc822-headers")).as_deref(), Some("5.1.1"), "only its head");
        let global = REPORT.replace("message/delivery-status", "message/global-delivery-status");
        assert_eq!(status(&global).as_deref(), Some("5.1.1"));
        assert_eq!(status(&REPORT.replace("Status: 5.1.1", "Status: x@example.org")).as_deref(), Some("returned"), "no address is kept");
    }

    #[test]
    fn what_is_no_failure_of_ours() {
        assert_eq!(status(&REPORT.replace("Action: failed", "Action: delayed")), None);
        assert_eq!(status(&REPORT.replace("Action: failed", "Action: relayed")), None);
        assert_eq!(status(&REPORT.replace(ID, "another-program")), None);
        assert_eq!(status(""), None);
        let away = format!(
            "Return-Path: <>\r\nFrom: citizen@example.org\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <{ID}@example.org>\r\n\r\n休假中（演示）\r\n"
        );
        assert_eq!(status(&away), None, "an answer while somebody is away");
    }

    #[test]
    fn a_server_that_knows_no_reports() {
        let plain = format!(
            "Return-Path: <>\r\nFrom: PostMaster@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n退信（演示）\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{ID}@example.org>\r\nSubject: x\r\n\r\ntext\r\n--b--\r\n"
        );
        assert_eq!(status(&plain).as_deref(), Some("returned"));
        assert_eq!(status(&plain.replace("PostMaster@", "citizen@")), None, "a person who passes it on");
    }
}
