//! Disclosure on request: disputes, filing, erasure.

use super::{Fields, REGISTER, Route, SEERS, Sent, Who, get, post};
use identity::Role::{self, Approver, Auditor, CaseOfficer, CityOffice, Clerk, LegalReviewer, Reviewer};

/// Who enters what happens before a reconsideration body or a court.
const DISPUTANTS: &[Role] = &[CaseOfficer, Reviewer, LegalReviewer];
const DISPUTES: &[Role] = &[Clerk, CaseOfficer, Reviewer, LegalReviewer, Approver, CityOffice];
const DISPUTE: Fields = &[("kind", "reconsideration"), ("procedure", "ordinary"), ("body", "演示"), ("notified_on", "2026-11-24")];

pub const ROUTES: &[Route] = &[
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
];
