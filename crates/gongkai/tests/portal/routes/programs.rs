//! The API, the ledger, operation. Signing out stands last: it ends the session.

use super::{Route, Sent, Who, get, of_holder, post, read};

pub const ROUTES: &[Route] = &[
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
