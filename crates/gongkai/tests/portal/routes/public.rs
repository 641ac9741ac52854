//! What everybody reads, signs in with, and changes of their own account.

use super::{Route, Who, get, post, read};

pub const ROUTES: &[Route] = &[
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
    get("/assets/{file}", "/assets/none.css", Who::Everybody, &[404]),
    get("/preferences/type", "/preferences/type?size=large&back=/law", Who::Everybody, &[303]),
];
