//! Every route with who may use it: the table that the tests walk, and the routes that the sources name.

use super::{Answer, Portal, Visitor, request, world::Places};
use axum::{body::Body, http::header};
use identity::Role::{
    self, Approver, Auditor, CaseOfficer, CityOffice, Clerk, ConfidentialityReviewer, LegalReviewer, Publisher, Reviewer,
    SecurityAdministrator, SystemAdministrator,
};
use std::{collections::BTreeSet, fs, path::Path};

type Fields = &'static [(&'static str, &'static str)];

/// Who gets what a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Everybody,
    SignedIn,
    /// Whoever holds one of these posts anywhere; others 403.
    Post(&'static [Role]),
    /// Whoever holds one of these posts at the case's own body. Others who may see the case 403; for everybody else it
    /// does not exist.
    Case(&'static [Role]),
    /// Whoever holds one of these posts at the document's own body; others 403.
    Document(&'static [Role]),
    /// The same of a document that was never public. For everybody outside the body's desk it does not exist.
    Draft(&'static [Role]),
}

/// What is sent along. `good` would change something where it is let through; `idle` is what those who may send, and
/// is refused for what it says.
#[derive(Debug, Clone, Copy)]
pub enum Sent {
    Nothing,
    Form { good: Fields, idle: Fields },
    Parts { good: Fields, idle: Fields },
    Json(&'static str),
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    pub method: &'static str,
    /// as the router has it
    pub path: &'static str,
    /// a path of this route, with names of [`Places`]
    pub at: &'static str,
    pub who: Who,
    /// statuses for those who may
    pub answers: &'static [u16],
    pub sent: Sent,
    /// opened by what only the requester has: a query code, a link that nobody can guess
    pub holder: bool,
}

const fn get(path: &'static str, at: &'static str, who: Who, answers: &'static [u16]) -> Route {
    Route { method: "GET", path, at, who, answers, sent: Sent::Nothing, holder: false }
}

const fn read(path: &'static str) -> Route {
    get(path, path, Who::Everybody, &[200])
}

const fn post(path: &'static str, at: &'static str, who: Who, answers: &'static [u16], good: Fields, idle: Fields) -> Route {
    Route { method: "POST", path, at, who, answers, sent: Sent::Form { good, idle }, holder: false }
}

const fn of_holder(route: Route) -> Route {
    Route { holder: true, ..route }
}

/// Who works on the reply to a case, and sees what it is made of.
const WORKERS: &[Role] = &[CaseOfficer, Reviewer, LegalReviewer, Approver];
/// Who may see a case.
pub const SEERS: &[Role] = &[Clerk, CaseOfficer, Reviewer, LegalReviewer, Approver];
/// Who may see a draft of a document.
pub const DESK: &[Role] = &[Publisher, ConfidentialityReviewer];
/// Who administers, and who reads what they do.
const KEEPERS: &[Role] = &[SystemAdministrator, SecurityAdministrator, Auditor];
/// Who has a hand in a draft.
const HANDS: &[Role] = &[CaseOfficer, Reviewer, LegalReviewer, Approver];
const COMMENT: Fields = &[("version", "0"), ("field", "provision"), ("text.provision", "演示")];
/// Who enters what happens before a reconsideration body or a court.
const DISPUTANTS: &[Role] = &[CaseOfficer, Reviewer, LegalReviewer];
const DISPUTES: &[Role] = &[Clerk, CaseOfficer, Reviewer, LegalReviewer, Approver, CityOffice];
const DISPUTE: Fields = &[("kind", "reconsideration"), ("procedure", "ordinary"), ("body", "演示"), ("notified_on", "2026-11-24")];
const REGISTER: &[Role] = &[Clerk, CaseOfficer];
/// Who finds mail that could not be delivered.
const MAIL: &[Role] = &[Clerk, CaseOfficer, Reviewer, LegalReviewer, Approver, SystemAdministrator];

const APPLICATION: Fields = &[
    ("action", "submit"),
    ("organisation", "hz-housing"),
    ("channel", "counter"),
    ("arrived_on", "2026-01-05"),
    ("subject", "演示"),
    ("form", "paper"),
    ("delivery", "collect"),
    ("applicant.kind", "natural-person"),
    ("applicant.name", "演示"),
    ("applicant.identity.type", "resident-identity-card"),
    ("applicant.identity.number", "11010519491231002X"),
    ("applicant.phone", "0571-00000000"),
];
const DOCUMENT: Fields = &[
    ("version", "1"),
    ("organisation", "hz-housing"),
    ("title", "演示"),
    ("issuer", "演示"),
    ("made_on", "2026-01-05"),
    ("mode", "proactive"),
    ("status", "in-force"),
    ("text", "演示"),
];
const ESTABLISHMENT: Fields = &[
    ("parent", "hz-housing"),
    ("kind", "department"),
    ("division", "330100"),
    ("from", "2026-01-05"),
    ("name", "演示"),
    ("short_name", "演示"),
    ("id", "somewhere-else"),
    ("code", "330100-99"),
];
const CLERK: Fields = &[("role", "clerk"), ("organisation", "hz-housing")];
const NO_DOCUMENT: Fields = &[("version", "1"), ("organisation", "hz-housing"), ("mode", "proactive"), ("status", "in-force")];
/// The fresh case is at its second version (received, clock started); the draft at its first, the public document at its
/// fourth.
const SECOND: Fields = &[("version", "2"), ("verdict", "pass")];
const FIRST: Fields = &[("version", "1"), ("reason", "演示")];
const FOURTH: Fields = &[("version", "4"), ("withdrawal", "演示"), ("status", "repealed"), ("on", "2026-01-05"), ("by", "演示")];
const NOTE: Fields = &[("version", "2"), ("text", "备注（演示）")];
const STALE_NOTE: Fields = &[("version", "1"), ("text", "备注（演示）")];
const STALE: Fields = &[
    ("version", "0"),
    ("verdict", "pass"),
    ("reason", "演示"),
    ("withdrawal", "演示"),
    ("status", "repealed"),
    ("on", "2026-01-05"),
    ("by", "演示"),
];
const REPLY: Fields = &[("version", "2"), ("outcome", "1"), ("ground", "any"), ("provision", "演示"), ("action", "save")];

/// Signing out stands last: it ends the session.
pub const ROUTES: &[Route] = &[
    // portal
    read("/"),
    read("/guide"),
    read("/organisations"),
    read("/law"),
    read("/law/deadline"),
    read("/ledger"),
    read("/ledger/entries"),
    get("/ledger/tile/{*path}", "/ledger/tile/0/000.p/1", Who::Everybody, &[200]),
    get("/ledger/tile/{*path}", "/ledger/tile/0/999", Who::Everybody, &[404]),
    read("/ledger/verify"),
    post("/ledger/verify", "/ledger/verify", Who::Everybody, &[422], &[], &[]),
    get("/sign-in", "/sign-in", Who::Everybody, &[200, 303]),
    post("/sign-in", "/sign-in", Who::Everybody, &[422], &[], &[("sign_in", "nobody"), ("password", "wrong")]),
    get("/account", "/account", Who::SignedIn, &[200]),
    post(
        "/account",
        "/account",
        Who::SignedIn,
        &[422],
        &[("old", "correct horse battery"), ("new", "a"), ("again", "b")],
        &[("old", "x"), ("new", "a"), ("again", "b")],
    ),
    post("/account/sessions", "/account/sessions", Who::SignedIn, &[303], &[], &[]),
    post("/account/codes", "/account/codes", Who::SignedIn, &[303], &[], &[]),
    get("/account/codes", "/account/codes", Who::SignedIn, &[200]),
    post("/account/codes/confirm", "/account/codes/confirm", Who::SignedIn, &[422], &[("code", "1")], &[("code", "")]),
    post("/account/codes/off", "/account/codes/off", Who::SignedIn, &[422], &[("password", "correct horse battery")], &[("password", "x")]),
    // administration
    get("/office/organisations", "/office/organisations", Who::Post(KEEPERS), &[200]),
    get("/office/organisations/new", "/office/organisations/new", Who::Post(&[SystemAdministrator]), &[200]),
    post(
        "/office/organisations/new",
        "/office/organisations/new",
        Who::Post(&[SystemAdministrator]),
        &[422],
        ESTABLISHMENT,
        &[("parent", "hz-housing")],
    ),
    get("/office/organisations/{id}", "/office/organisations/hz-housing", Who::Document(KEEPERS), &[200]),
    post(
        "/office/organisations/{id}/rename",
        "/office/organisations/hz-housing/rename",
        Who::Document(&[SystemAdministrator]),
        &[422],
        ESTABLISHMENT,
        &[("name", "演示")],
    ),
    post(
        "/office/organisations/{id}/move",
        "/office/organisations/hz-housing/move",
        Who::Document(&[SystemAdministrator]),
        &[422],
        &[("parent", "hz-xihu"), ("on", "2026-01-05")],
        &[("parent", "hz-xihu"), ("on", "2026-01-05")],
    ),
    post(
        "/office/organisations/{id}/contact",
        "/office/organisations/hz-housing/contact",
        Who::Document(&[SystemAdministrator]),
        &[422],
        &[("telephone", "0")],
        &[("telephone", "000000000000000000000000000000000000000000000000000")],
    ),
    post(
        "/office/organisations/{id}/letters",
        "/office/organisations/hz-housing/letters",
        Who::Document(&[SystemAdministrator]),
        &[422],
        &[("letter_mark", "演示")],
        &[("letter_mark", "演示演示演示演示演示演示演示演示演示演示演示"), ("acknowledgement", "yes")],
    ),
    get("/office/organisations/{id}/end", "/office/organisations/hz-housing/end", Who::Document(&[SystemAdministrator]), &[200]),
    post(
        "/office/organisations/{id}/end",
        "/office/organisations/hz-housing/end",
        Who::Document(&[SystemAdministrator]),
        &[422],
        &[("on", "2026-01-05"), ("confirm", "yes")],
        &[("on", "2026-01-05")],
    ),
    get("/office/people", "/office/people", Who::Post(KEEPERS), &[200]),
    get("/office/people/new", "/office/people/new", Who::Post(&[SystemAdministrator]), &[200]),
    post(
        "/office/people/new",
        "/office/people/new",
        Who::Post(&[SystemAdministrator]),
        &[422],
        &[("name", "演示"), ("sign_in", "somebody-else"), ("organisation", "hz-housing")],
        &[("name", "演示"), ("organisation", "hz-housing")],
    ),
    get("/office/people/{id}", "/office/people/{person}", Who::Document(KEEPERS), &[200]),
    post(
        "/office/people/{id}/give",
        "/office/people/{person}/give",
        Who::Document(&[SecurityAdministrator]),
        &[422],
        CLERK,
        &[("role", "case-officer"), ("organisation", "hz-housing")],
    ),
    post(
        "/office/people/{id}/end",
        "/office/people/{person}/end",
        Who::Document(&[SecurityAdministrator]),
        &[422],
        &[("role", "case-officer"), ("organisation", "hz-housing")],
        CLERK,
    ),
    post(
        "/office/people/{id}/account",
        "/office/people/{person}/account",
        Who::Document(&[SystemAdministrator]),
        &[409],
        &[("was", "open"), ("do", "disable")],
        &[("was", "disabled"), ("do", "enable")],
    ),
    post(
        "/office/people/{id}/password",
        "/office/people/{person}/password",
        Who::Document(&[SecurityAdministrator]),
        &[422],
        &[("confirm_password", "yes")],
        &[],
    ),
    post(
        "/office/people/{id}/codes",
        "/office/people/{person}/codes",
        Who::Document(&[SecurityAdministrator]),
        &[422],
        &[("confirm_codes", "yes")],
        &[],
    ),
    get("/office/permissions", "/office/permissions", Who::Post(KEEPERS), &[200]),
    get("/office/audit", "/office/audit", Who::Post(&[Auditor]), &[200]),
    get("/office/audit/sign-ins", "/office/audit/sign-ins", Who::Post(&[Auditor]), &[200]),
    // web
    get("/assets/{file}", "/assets/none.css", Who::Everybody, &[404]),
    get("/preferences/type", "/preferences/type?size=large&back=/law", Who::Everybody, &[303]),
    // publishing: public
    read("/documents"),
    read("/documents/feed.atom"),
    get("/documents/{id}", "/documents/{public}", Who::Everybody, &[200]),
    get("/documents/{id}", "/documents/{draft}", Who::Everybody, &[404]),
    get("/documents/{id}/print", "/documents/{public}/print", Who::Everybody, &[200]),
    get("/documents/{id}/print", "/documents/{draft}/print", Who::Everybody, &[404]),
    get("/documents/{id}/original", "/documents/{public}/original", Who::Everybody, &[200]),
    get("/documents/{id}/original", "/documents/{draft}/original", Who::Everybody, &[404]),
    get("/documents/{id}/proof", "/documents/{public}/proof", Who::Everybody, &[200]),
    get("/documents/{id}/proof", "/documents/{draft}/proof", Who::Everybody, &[404]),
    get("/documents/{id}/receipt.json", "/documents/{public}/receipt.json", Who::Everybody, &[200]),
    get("/documents/{id}/receipt.json", "/documents/{draft}/receipt.json", Who::Everybody, &[404]),
    get("/documents/{id}/versions", "/documents/{public}/versions", Who::Everybody, &[200]),
    get("/documents/{id}/versions", "/documents/{draft}/versions", Who::Everybody, &[404]),
    // publishing: desk
    get("/office/documents", "/office/documents", Who::Post(DESK), &[200]),
    get("/office/documents", "/office/documents?organisation=hz-housing", Who::Document(DESK), &[200]),
    get("/office/documents/new", "/office/documents/new", Who::Post(&[Publisher]), &[200]),
    get("/office/documents/new", "/office/documents/new?organisation=hz-housing", Who::Document(&[Publisher]), &[200]),
    Route {
        method: "POST",
        path: "/office/documents/new",
        at: "/office/documents/new",
        who: Who::Document(&[Publisher]),
        answers: &[422],
        sent: Sent::Parts { good: DOCUMENT, idle: NO_DOCUMENT },
        holder: false,
    },
    get("/office/documents/{id}", "/office/documents/{draft}", Who::Draft(DESK), &[200]),
    get("/office/documents/{id}/edit", "/office/documents/{draft}/edit", Who::Draft(&[Publisher]), &[200]),
    Route {
        method: "POST",
        path: "/office/documents/{id}/edit",
        at: "/office/documents/{draft}/edit",
        who: Who::Draft(&[Publisher]),
        answers: &[422],
        sent: Sent::Parts { good: DOCUMENT, idle: NO_DOCUMENT },
        holder: false,
    },
    get("/office/documents/{id}/original", "/office/documents/{draft}/original", Who::Draft(DESK), &[200]),
    post("/office/documents/{id}/ask", "/office/documents/{draft}/ask", Who::Draft(&[Publisher]), &[409], FIRST, STALE),
    post("/office/documents/{id}/pass", "/office/documents/{draft}/pass", Who::Draft(&[ConfidentialityReviewer]), &[409], FIRST, STALE),
    post("/office/documents/{id}/return", "/office/documents/{draft}/return", Who::Draft(&[ConfidentialityReviewer]), &[409], FIRST, STALE),
    post("/office/documents/{id}/publish", "/office/documents/{draft}/publish", Who::Draft(&[Publisher]), &[409], FIRST, STALE),
    post("/office/documents/{id}/mark", "/office/documents/{public}/mark", Who::Document(&[Publisher]), &[409], FOURTH, STALE),
    post("/office/documents/{id}/withdraw", "/office/documents/{public}/withdraw", Who::Document(&[Publisher]), &[409], FOURTH, STALE),
    // requests: citizens
    read("/requests"),
    read("/requests/new"),
    post("/requests/new", "/requests/new", Who::Everybody, &[422], &[], &[("action", "submit")]),
    get("/requests/suggest", "/requests/suggest?q=%E9%9A%90%E7%A7%98", Who::Everybody, &[200]),
    read("/requests/status"),
    post(
        "/requests/status",
        "/requests/status",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "AAAA-AAAA-AAAA-AAAA")],
    ),
    of_holder(post("/requests/status", "/requests/status", Who::Everybody, &[200], &[], &[("number", "{sent}"), ("query_code", "{code}")])),
    post("/requests/status/confirm", "/requests/status/confirm", Who::Everybody, &[404], &[], &[("number", "{sent}"), ("query_code", "")]),
    of_holder(post(
        "/requests/status/confirm",
        "/requests/status/confirm",
        Who::Everybody,
        &[409],
        &[],
        &[("number", "{sent}"), ("query_code", "{code}")],
    )),
    post(
        "/requests/status/receipt",
        "/requests/status/receipt",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "AAAA-AAAA-AAAA-AAAA")],
    ),
    of_holder(post(
        "/requests/status/receipt",
        "/requests/status/receipt",
        Who::Everybody,
        &[200],
        &[],
        &[("number", "{sent}"), ("query_code", "{code}")],
    )),
    post(
        "/requests/status/answer",
        "/requests/status/answer",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "AAAA-AAAA-AAAA-AAAA"), ("text", "演示")],
    ),
    of_holder(post(
        "/requests/status/answer",
        "/requests/status/answer",
        Who::Everybody,
        &[409],
        &[],
        &[("number", "{sent}"), ("query_code", "{code}"), ("text", "演示")],
    )),
    post(
        "/requests/status/add",
        "/requests/status/add",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "AAAA-AAAA-AAAA-AAAA")],
    ),
    of_holder(post(
        "/requests/status/add",
        "/requests/status/add",
        Who::Everybody,
        &[422],
        &[],
        &[("number", "{sent}"), ("query_code", "{code}")],
    )),
    post(
        "/requests/status/withdraw",
        "/requests/status/withdraw",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "AAAA-AAAA-AAAA-AAAA"), ("sure", "yes")],
    ),
    of_holder(post(
        "/requests/status/withdraw",
        "/requests/status/withdraw",
        Who::Everybody,
        &[409],
        &[],
        &[("number", "{sent}"), ("query_code", "{code}"), ("sure", "yes")],
    )),
    post(
        "/requests/status/delivery",
        "/requests/status/delivery",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "AAAA-AAAA-AAAA-AAAA"), ("delivery", "collect")],
    ),
    of_holder(post(
        "/requests/status/delivery",
        "/requests/status/delivery",
        Who::Everybody,
        &[409],
        &[],
        &[("number", "{sent}"), ("query_code", "{code}"), ("delivery", "collect")],
    )),
    post(
        "/requests/status/letter",
        "/requests/status/letter",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "AAAA-AAAA-AAAA-AAAA"), ("letter", "x")],
    ),
    of_holder(post(
        "/requests/status/letter",
        "/requests/status/letter",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "{code}"), ("letter", "x")],
    )),
    post(
        "/requests/status/released",
        "/requests/status/released",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "AAAA-AAAA-AAAA-AAAA"), ("file", "1")],
    ),
    of_holder(post(
        "/requests/status/released",
        "/requests/status/released",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "{code}"), ("file", "1")],
    )),
    post(
        "/requests/status/archive",
        "/requests/status/archive",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "AAAA-AAAA-AAAA-AAAA")],
    ),
    of_holder(post(
        "/requests/status/archive",
        "/requests/status/archive",
        Who::Everybody,
        &[200],
        &[],
        &[("number", "{sent}"), ("query_code", "{code}")],
    )),
    post(
        "/requests/status/file",
        "/requests/status/file",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "AAAA-AAAA-AAAA-AAAA"), ("file", "none")],
    ),
    // The case has no file of this name.
    of_holder(post(
        "/requests/status/file",
        "/requests/status/file",
        Who::Everybody,
        &[404],
        &[],
        &[("number", "{sent}"), ("query_code", "{code}"), ("file", "none")],
    )),
    of_holder(get(
        "/requests/letters/{number}/{token}/letter.html",
        "/requests/letters/{sent}/{letter}/letter.html",
        Who::Everybody,
        &[200],
    )),
    get("/requests/letters/{number}/{token}/letter.html", "/requests/letters/{sent}/x/letter.html", Who::Everybody, &[404]),
    // 409: this machine has no Chinese font
    of_holder(get(
        "/requests/letters/{number}/{token}/letter.pdf",
        "/requests/letters/{sent}/{letter}/letter.pdf",
        Who::Everybody,
        &[200, 409],
    )),
    get("/requests/letters/{number}/{token}/letter.pdf", "/requests/letters/{sent}/x/letter.pdf", Who::Everybody, &[404]),
    of_holder(get(
        "/requests/letters/{number}/{token}/letter.docx",
        "/requests/letters/{sent}/{letter}/letter.docx",
        Who::Everybody,
        &[200],
    )),
    get("/requests/letters/{number}/{token}/letter.docx", "/requests/letters/{fresh}/{letter}/letter.docx", Who::Everybody, &[404]),
    of_holder(get(
        "/requests/letters/{number}/{token}/{letter}/letter.html",
        "/requests/letters/{sent}/{letter}/{letter_number}/letter.html",
        Who::Everybody,
        &[200],
    )),
    get("/requests/letters/{number}/{token}/{letter}/letter.html", "/requests/letters/{sent}/x/x/letter.html", Who::Everybody, &[404]),
    of_holder(get(
        "/requests/letters/{number}/{token}/{letter}/letter.pdf",
        "/requests/letters/{sent}/{letter}/{letter_number}/letter.pdf",
        Who::Everybody,
        &[200, 409],
    )),
    get("/requests/letters/{number}/{token}/{letter}/letter.pdf", "/requests/letters/{sent}/{letter}/x/letter.pdf", Who::Everybody, &[404]),
    of_holder(get(
        "/requests/letters/{number}/{token}/{letter}/letter.docx",
        "/requests/letters/{sent}/{letter}/{letter_number}/letter.docx",
        Who::Everybody,
        &[200],
    )),
    get("/requests/letters/{number}/{token}/{letter}/letter.docx", "/requests/letters/{sent}/x/x/letter.docx", Who::Everybody, &[404]),
    // requests: desk
    get("/office", "/office", Who::SignedIn, &[200]),
    get("/office/requests", "/office/requests", Who::Post(SEERS), &[200]),
    get("/office/requests.csv", "/office/requests.csv", Who::Post(SEERS), &[200]),
    get("/office/requests/new", "/office/requests/new", Who::Post(REGISTER), &[200]),
    post(
        "/office/requests/new",
        "/office/requests/new",
        Who::Post(REGISTER),
        &[422],
        APPLICATION,
        &[("organisation", "hz-housing"), ("arrived_on", "2999-01-01")],
    ),
    get("/office/requests/register", "/office/requests/register", Who::Post(REGISTER), &[200]),
    post(
        "/office/requests/register",
        "/office/requests/register",
        Who::Post(REGISTER),
        &[422],
        APPLICATION,
        &[("organisation", "hz-housing"), ("arrived_on", "2999-01-01")],
    ),
    get("/office/requests/search", "/office/requests/search", Who::Post(SEERS), &[200]),
    post("/office/requests/search", "/office/requests/search", Who::Post(SEERS), &[422], &[("name", " ")], &[("name", " ")]),
    get("/office/requests/unconfirmed", "/office/requests/unconfirmed", Who::Post(SEERS), &[200]),
    get("/office/requests/{number}/split", "/office/requests/{fresh}/split", Who::Case(&[CaseOfficer]), &[200]),
    post(
        "/office/requests/{number}/split",
        "/office/requests/{fresh}/split",
        Who::Case(&[CaseOfficer]),
        &[409],
        &[("version", "2"), ("matters.0.subject", "甲"), ("matters.1.subject", "乙")],
        &[("version", "0"), ("matters.0.subject", "甲"), ("matters.1.subject", "乙")],
    ),
    // No application for a correction: for those who could answer one there is none here.
    get("/office/requests/{number}/correction", "/office/requests/{fresh}/correction", Who::Case(&[Approver]), &[404]),
    post(
        "/office/requests/{number}/correction",
        "/office/requests/{fresh}/correction",
        Who::Case(&[Approver]),
        &[404],
        &[("version", "2"), ("answer", "corrected"), ("reason", "演示")],
        &[("version", "0"), ("answer", "corrected"), ("reason", "演示")],
    ),
    post(
        "/office/requests/{number}/files",
        "/office/requests/{fresh}/files",
        Who::Case(SEERS),
        &[404],
        &[("contact_reason", "演示"), ("file", "none")],
        &[("contact_reason", "演示"), ("file", "none")],
    ),
    get("/office/requests/{number}", "/office/requests/{fresh}", Who::Case(SEERS), &[200]),
    get("/office/requests/{number}/clock", "/office/requests/{fresh}/clock", Who::Case(SEERS), &[200]),
    get("/office/requests/{number}/acts/{act}", "/office/requests/{fresh}/acts/note", Who::Case(SEERS), &[200]),
    post("/office/requests/{number}/acts/{act}", "/office/requests/{fresh}/acts/note", Who::Case(SEERS), &[409], NOTE, STALE_NOTE),
    get("/office/requests/{number}/consultations/{id}/{place}", "/office/requests/{fresh}/consultations/none/0", Who::Case(SEERS), &[404]),
    get("/office/consultations", "/office/consultations", Who::Post(&[CaseOfficer]), &[200]),
    get("/office/consultations/{id}", "/office/consultations/none", Who::SignedIn, &[404]),
    post("/office/consultations/{id}", "/office/consultations/none", Who::SignedIn, &[404], &[], &[]),
    get("/office/requests/{number}/days", "/office/requests/{fresh}/days", Who::Case(SEERS), &[200]),
    post(
        "/office/requests/{number}/confirm",
        "/office/requests/{fresh}/confirm",
        Who::Case(REGISTER),
        &[409],
        &[],
        &[("confirmed_on", "2026-01-05")],
    ),
    post(
        "/office/requests/{number}/contact",
        "/office/requests/{fresh}/contact",
        Who::Case(SEERS),
        &[422],
        &[("contact_reason", "演示")],
        &[("contact_reason", " ")],
    ),
    get("/office/requests/{number}/draft", "/office/requests/{fresh}/draft?outcome=1", Who::Case(&[CaseOfficer]), &[200]),
    post("/office/requests/{number}/draft", "/office/requests/{fresh}/draft", Who::Case(&[CaseOfficer]), &[409], REPLY, STALE),
    post("/office/requests/{number}/submit", "/office/requests/{fresh}/submit", Who::Case(&[CaseOfficer]), &[409], SECOND, STALE),
    post("/office/requests/{number}/review", "/office/requests/{fresh}/review", Who::Case(&[Reviewer]), &[409], SECOND, STALE),
    post("/office/requests/{number}/approve", "/office/requests/{fresh}/approve", Who::Case(&[Approver]), &[409], SECOND, STALE),
    post("/office/requests/{number}/send", "/office/requests/{fresh}/send", Who::Case(&[CaseOfficer]), &[409], SECOND, STALE),
    get("/office/requests/{number}/review", "/office/requests/{sent}/review", Who::Case(SEERS), &[200]),
    post(
        "/office/requests/{number}/legal-review",
        "/office/requests/{fresh}/legal-review",
        Who::Case(&[LegalReviewer]),
        &[409],
        SECOND,
        STALE,
    ),
    post("/office/requests/{number}/comments", "/office/requests/{sent}/comments", Who::Case(HANDS), &[409], SECOND, COMMENT),
    post("/office/requests/{number}/comments/resolve", "/office/requests/{sent}/comments/resolve", Who::Case(HANDS), &[409], SECOND, STALE),
    get("/office/requests/{number}/letters", "/office/requests/{sent}/letters", Who::Case(SEERS), &[200]),
    post(
        "/office/requests/{number}/letters/print",
        "/office/requests/{sent}/letters/print",
        Who::Case(&[CaseOfficer]),
        &[422],
        &[("print", "label")],
        &[("print_letter", "none"), ("print", "label")],
    ),
    post(
        "/office/requests/{number}/letters/dispatch",
        "/office/requests/{sent}/letters/dispatch",
        Who::Case(&[CaseOfficer]),
        &[422],
        SECOND,
        &[("version", "0")],
    ),
    post(
        "/office/requests/{number}/letters/deliver",
        "/office/requests/{sent}/letters/deliver",
        Who::Case(&[CaseOfficer]),
        &[422],
        SECOND,
        &[("version", "0")],
    ),
    post("/office/requests/{number}/correct", "/office/requests/{sent}/correct", Who::Case(&[CaseOfficer]), &[409], SECOND, STALE),
    get(
        "/office/requests/{number}/letters/{letter}/letter.html",
        "/office/requests/{sent}/letters/{letter_number}/letter.html",
        Who::Case(SEERS),
        &[200],
    ),
    get(
        "/office/requests/{number}/letters/{letter}/letter.pdf",
        "/office/requests/{sent}/letters/{letter_number}/letter.pdf",
        Who::Case(SEERS),
        &[200, 409],
    ),
    get(
        "/office/requests/{number}/letters/{letter}/letter.docx",
        "/office/requests/{sent}/letters/{letter_number}/letter.docx",
        Who::Case(SEERS),
        &[200],
    ),
    get("/office/letters", "/office/letters", Who::Post(SEERS), &[200]),
    get("/office/administration/letters", "/office/administration/letters", Who::Post(&[CityOffice]), &[200]),
    get("/office/administration/letters/{kind}", "/office/administration/letters/clarification", Who::Post(&[CityOffice]), &[200]),
    post(
        "/office/administration/letters/{kind}",
        "/office/administration/letters/clarification",
        Who::Post(&[CityOffice]),
        &[422],
        &[("version", "0"), ("action", "save")],
        &[("version", "0"), ("action", "save"), ("title", "演示"), ("text", "{{ nothing }}")],
    ),
    get("/office/administration/reasons/new", "/office/administration/reasons/new", Who::Post(&[CityOffice]), &[200]),
    post(
        "/office/administration/reasons/new",
        "/office/administration/reasons/new",
        Who::Post(&[CityOffice]),
        &[422],
        &[("version", "0"), ("action", "save")],
        &[("version", "0"), ("action", "save"), ("since", "2026-01-05")],
    ),
    get("/office/administration/reasons/{id}", "/office/administration/reasons/state-secret", Who::Post(&[CityOffice]), &[200]),
    post(
        "/office/administration/reasons/{id}",
        "/office/administration/reasons/state-secret",
        Who::Post(&[CityOffice]),
        &[422],
        &[("version", "0"), ("action", "save")],
        &[("version", "0"), ("action", "save"), ("since", "2026-01-05")],
    ),
    get("/office/requests/{number}/letter", "/office/requests/{sent}/letter", Who::Case(SEERS), &[200]),
    get("/office/requests/{number}/materials", "/office/requests/{fresh}/materials", Who::Case(WORKERS), &[200]),
    Route {
        method: "POST",
        path: "/office/requests/{number}/materials",
        at: "/office/requests/{fresh}/materials",
        who: Who::Case(&[CaseOfficer]),
        answers: &[422],
        sent: Sent::Parts { good: SECOND, idle: STALE },
        holder: false,
    },
    post(
        "/office/requests/{number}/materials/take",
        "/office/requests/{fresh}/materials/take",
        Who::Case(&[CaseOfficer]),
        &[422],
        &[("answer", "none/0")],
        &[("answer", "none/0")],
    ),
    get("/office/requests/{number}/materials/{id}", "/office/requests/{fresh}/materials/none", Who::Case(WORKERS), &[404]),
    post(
        "/office/requests/{number}/materials/{id}",
        "/office/requests/{fresh}/materials/none",
        Who::Case(&[CaseOfficer]),
        &[404],
        &[("act", "rest")],
        &[("act", "rest")],
    ),
    get(
        "/office/requests/{number}/materials/{id}/pages/{page}",
        "/office/requests/{fresh}/materials/none/pages/1.png",
        Who::Case(WORKERS),
        &[404],
    ),
    get("/office/requests/{number}/materials/{id}/summary", "/office/requests/{fresh}/materials/none/summary", Who::Case(WORKERS), &[404]),
    post(
        "/office/requests/{number}/materials/{id}/summary",
        "/office/requests/{fresh}/materials/none/summary",
        Who::Case(&[CaseOfficer]),
        &[404],
        SECOND,
        STALE,
    ),
    post(
        "/office/requests/{number}/materials/{id}/withdraw",
        "/office/requests/{fresh}/materials/none/withdraw",
        Who::Case(&[CaseOfficer]),
        &[404, 409],
        SECOND,
        STALE,
    ),
    get("/office/requests/{number}/materials/{id}/release", "/office/requests/{fresh}/materials/none/release", Who::Case(WORKERS), &[404]),
    of_holder(get(
        "/requests/letters/{number}/{token}/attachments/{place}",
        "/requests/letters/{sent}/{letter}/attachments/1",
        Who::Everybody,
        &[404],
    )),
    get("/requests/letters/{number}/{token}/attachments/{place}", "/requests/letters/{sent}/x/attachments/1", Who::Everybody, &[404]),
    // requests: disputes, filing, erasure
    get("/office/disputes", "/office/disputes", Who::Post(DISPUTES), &[200]),
    get("/office/disputes.csv", "/office/disputes.csv", Who::Post(DISPUTES), &[200]),
    get("/office/requests/{number}/disputes/new", "/office/requests/{sent}/disputes/new", Who::Case(DISPUTANTS), &[200]),
    post(
        "/office/requests/{number}/disputes/new",
        "/office/requests/{sent}/disputes/new",
        Who::Case(DISPUTANTS),
        &[422],
        DISPUTE,
        &[("kind", "reconsideration")],
    ),
    get("/office/disputes/{id}", "/office/disputes/{dispute}", Who::Case(SEERS), &[200]),
    post(
        "/office/disputes/{id}",
        "/office/disputes/{dispute}",
        Who::Case(DISPUTANTS),
        &[409],
        &[("version", "1"), ("step", "note"), ("text", "演示")],
        &[("version", "0"), ("step", "note"), ("text", "演示")],
    ),
    Route {
        method: "POST",
        path: "/office/disputes/{id}/documents",
        at: "/office/disputes/{dispute}/documents",
        who: Who::Case(DISPUTANTS),
        answers: &[422],
        sent: Sent::Parts { good: &[("version", "1")], idle: &[("version", "1")] },
        holder: false,
    },
    post(
        "/office/disputes/{id}/documents/{document}",
        "/office/disputes/{dispute}/documents/1",
        Who::Case(SEERS),
        &[404],
        &[("reason", "演示")],
        &[("reason", "演示")],
    ),
    get("/office/archiving", "/office/archiving", Who::Post(SEERS), &[200]),
    get("/office/requests/{number}/archive", "/office/requests/{sent}/archive", Who::Case(SEERS), &[200]),
    post(
        "/office/requests/{number}/archive/file",
        "/office/requests/{sent}/archive/file",
        Who::Case(REGISTER),
        &[409],
        &[("version", "1"), ("retention", "10")],
        &[("version", "0"), ("retention", "10")],
    ),
    post(
        "/office/requests/{number}/archive/package",
        "/office/requests/{sent}/archive/package",
        Who::Case(SEERS),
        &[422],
        &[("package", "whole"), ("look_reason", "演示")],
        &[("package", "whole"), ("look_reason", "")],
    ),
    post(
        "/office/requests/{number}/archive/erasure",
        "/office/requests/{sent}/archive/erasure",
        Who::Case(&[CaseOfficer]),
        &[409],
        &[("version", "1"), ("step", "propose"), ("ground", "demand"), ("reason", "演示")],
        &[("version", "0"), ("step", "propose"), ("ground", "demand"), ("reason", "演示")],
    ),
    post(
        "/office/requests/{number}/archive/erasure",
        "/office/requests/{sent}/archive/erasure",
        Who::Case(&[Approver]),
        &[409],
        &[("version", "1"), ("step", "approve")],
        &[("version", "0"), ("step", "approve")],
    ),
    get("/office/requests/{number}/views", "/office/requests/{sent}/views", Who::Case(&[Approver, Auditor]), &[200]),
    get("/office/overview", "/office/overview", Who::Post(&[CityOffice]), &[200]),
    get("/office/overview.csv", "/office/overview.csv", Who::Post(&[CityOffice]), &[200]),
    // desk
    get("/office/work", "/office/work", Who::SignedIn, &[200]),
    get("/office/notices", "/office/notices", Who::SignedIn, &[200]),
    post("/office/notices/read", "/office/notices/read", Who::SignedIn, &[303], &[("id", "all")], &[("id", "none")]),
    get("/office/absence", "/office/absence", Who::SignedIn, &[200]),
    post(
        "/office/absence",
        "/office/absence",
        Who::SignedIn,
        &[422],
        &[("from", "2016-01-01"), ("until", "2015-01-01")],
        &[("from", "2016-01-01"), ("until", "2015-01-01")],
    ),
    post("/office/absence/withdraw", "/office/absence/withdraw", Who::SignedIn, &[409], &[("id", "none")], &[("id", "none")]),
    get("/office/reach", "/office/reach", Who::SignedIn, &[200]),
    post("/office/reach", "/office/reach", Who::SignedIn, &[422], &[("address", "nobody")], &[("address", "nobody")]),
    post("/office/reach/calendar", "/office/reach/calendar", Who::SignedIn, &[400], &[("do", "")], &[("do", "")]),
    get("/office/unheld", "/office/unheld", Who::Post(&[Approver, CityOffice]), &[200]),
    post(
        "/office/unheld",
        "/office/unheld",
        Who::Post(&[Approver]),
        &[409],
        &[("item", "request-none/reply"), ("to", "none")],
        &[("item", "request-none/reply"), ("to", "none")],
    ),
    get("/office/mail", "/office/mail", Who::Post(MAIL), &[200]),
    post("/office/mail", "/office/mail", Who::Post(MAIL), &[409], &[("id", "none"), ("do", "retry")], &[("id", "none"), ("do", "retry")]),
    get("/calendar/{token}/deadlines.ics", "/calendar/none/deadlines.ics", Who::Everybody, &[404]),
    // API, ledger, operation
    read("/api/v1/organisations"),
    read("/api/v1/documents"),
    get("/api/v1/documents/{id}", "/api/v1/documents/{public}", Who::Everybody, &[200]),
    get("/api/v1/documents/{id}", "/api/v1/documents/{draft}", Who::Everybody, &[404]),
    Route {
        method: "POST",
        path: "/api/v1/requests",
        at: "/api/v1/requests",
        who: Who::Everybody,
        answers: &[422],
        sent: Sent::Json("{}"),
        holder: false,
    },
    get("/api/v1/requests/{number}", "/api/v1/requests/{sent}", Who::Everybody, &[404]),
    of_holder(get("/api/v1/requests/{number}", "/api/v1/requests/{sent}", Who::Everybody, &[200])),
    Route {
        method: "POST",
        path: "/api/v1/requests/{number}/confirmation",
        at: "/api/v1/requests/{sent}/confirmation",
        who: Who::Everybody,
        answers: &[404],
        sent: Sent::Nothing,
        holder: false,
    },
    Route {
        method: "POST",
        path: "/api/v1/requests/{number}/confirmation",
        at: "/api/v1/requests/{sent}/confirmation",
        who: Who::Everybody,
        answers: &[409],
        sent: Sent::Nothing,
        holder: true,
    },
    read("/ledger/checkpoint"),
    read("/ledger/key"),
    read("/healthz"),
    read("/readyz"),
    read("/metrics"),
    read("/openapi.json"),
    post("/sign-out", "/sign-out", Who::Everybody, &[303], &[], &[]),
];

impl Route {
    /// Sends it as a visitor: idle where the visitor may, else what would change something.
    pub async fn send(&self, portal: &Portal, places: &Places, visitor: &Visitor, idle: bool) -> Answer {
        let at = places.fill(self.at);
        let fields = |good: Fields, idly: Fields| -> Vec<(String, String)> {
            if idle { idly } else { good }.iter().map(|(name, value)| ((*name).to_owned(), places.fill(value))).collect()
        };
        match self.sent {
            Sent::Form { good, idle } => portal.post(visitor, &at, &borrowed(&fields(good, idle))).await,
            Sent::Parts { good, idle } => portal.post_parts(visitor, &at, &borrowed(&fields(good, idle)), None).await,
            Sent::Json(text) => {
                portal
                    .send(
                        request(self.method, &at, visitor).header(header::CONTENT_TYPE, "application/json").body(Body::from(text)).unwrap(),
                    )
                    .await
            }
            Sent::Nothing => {
                let builder = request(self.method, &at, visitor);
                let builder = if self.holder && at.starts_with("/api/") { builder.header("query-code", &places.code) } else { builder };
                portal.send(builder.body(Body::empty()).unwrap()).await
            }
        }
    }
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Method and path of every route that the sources name, and of every operation that the API describes.
pub fn served() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<_> =
        fs::read_dir(crates).unwrap().map(|entry| entry.unwrap().path().join("src")).filter(|path| path.is_dir()).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                named(&fs::read_to_string(path).unwrap(), &mut found);
            }
        }
    }
    let (_, document) = gongkai::wiring::routes().split_for_parts();
    let document = serde_json::to_value(document).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "post", "put", "patch", "delete"].iter().filter(|method| item.get(**method).is_some()) {
            found.insert((method.to_uppercase(), path.clone()));
        }
    }
    found
}

/// The routes in a source: `.route("/path", get(…).post(…))`.
fn named(source: &str, found: &mut BTreeSet<(String, String)>) {
    for rest in source.split(".route(").skip(1) {
        let Some((_, rest)) = rest.split_once('"').filter(|(before, _)| before.trim().is_empty()) else { continue };
        let Some((path, rest)) = rest.split_once('"') else { continue };
        let methods: Vec<&str> = ["get", "post", "put", "patch", "delete", "any"]
            .into_iter()
            .filter(|method| {
                rest.match_indices(&format!("{method}("))
                    .any(|(at, _)| !rest[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
            })
            .collect();
        assert!(!methods.is_empty(), "no method of {path}");
        found.extend(methods.into_iter().map(|method| (method.to_uppercase(), path.to_owned())));
    }
}
