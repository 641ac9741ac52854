//! What comes after the reply: disputes, the archive package, filing, erasure, looks.

mod disputes;
mod erasure;
mod package;
mod rules;

use crate::world::{Asked, Person, Portal, settings};
use requests::records;
use store::testing::TestInstance;

const SUBJECT: &str = "隐秘主题甲（演示）";
const PEOPLE: [Person; 6] = [
    ("officer", "case-officer", "hz-housing"),
    ("reviewer", "reviewer", "hz-housing"),
    ("approver", "approver", "hz-housing"),
    ("stranger", "approver", "hz-environment"),
    ("auditor", "auditor", "hz-housing"),
    ("city", "city-office", "hz-housing"),
];

async fn open(instance: &TestInstance) -> Portal {
    Portal::open(instance, &PEOPLE, settings()).await
}

/// A case that was answered.
async fn answered(portal: &Portal) -> records::Case {
    let rest = "reply = { outcome = \"1\", until = \"sent\", texts = { where_to_find = \"门户网站（演示）。\", provision = \"一并提供（演示）。\" } }";
    let asked =
        Asked { working_days_ago: 5, subject: SUBJECT, description: "隐秘描述", email: "secret@example.org", rest, ..Asked::default() };
    portal.enter(asked).await
}
