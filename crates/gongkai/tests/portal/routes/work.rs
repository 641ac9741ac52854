//! Work, notices, absence, mail.

use super::{Route, Who, get, post};
use identity::Role::{self, Approver, CaseOfficer, CityOffice, Clerk, LegalReviewer, Reviewer, SystemAdministrator};

/// Who finds mail that could not be delivered.
const MAIL: &[Role] = &[Clerk, CaseOfficer, Reviewer, LegalReviewer, Approver, SystemAdministrator];

pub const ROUTES: &[Route] = &[
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
];
