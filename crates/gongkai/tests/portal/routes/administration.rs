//! Organisations, people, permissions, audit.

use super::{Fields, Route, Who, get, post};
use identity::Role::{self, Auditor, SecurityAdministrator, SystemAdministrator};

/// Who administers, and who reads what they do.
const KEEPERS: &[Role] = &[SystemAdministrator, SecurityAdministrator, Auditor];
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

pub const ROUTES: &[Route] = &[
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
];
