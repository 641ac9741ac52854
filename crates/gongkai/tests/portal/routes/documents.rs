//! Documents: read by everybody, made at the desk.

use super::{DESK, Fields, Route, STALE, Sent, Who, get, post, read};
use identity::Role::{ConfidentialityReviewer, Publisher};

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
const NO_DOCUMENT: Fields = &[("version", "1"), ("organisation", "hz-housing"), ("mode", "proactive"), ("status", "in-force")];
const FIRST: Fields = &[("version", "1"), ("reason", "演示")];
const FOURTH: Fields = &[("version", "4"), ("withdrawal", "演示"), ("status", "repealed"), ("on", "2026-01-05"), ("by", "演示")];

pub const ROUTES: &[Route] = &[
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
];
