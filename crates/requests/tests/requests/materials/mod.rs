//! Material of a reply, from the original that goes in to the file that comes out, through the whole shell.

mod covered;
mod fitting;
mod marks;
mod original;
mod outlasting;

use crate::world::{Answer, Asked, File, Person, Portal, Visitor, in_2026, run, settings};
use axum::http::StatusCode;
use original::{AUTHOR, CARD, FILE_NAME, NAME, REMARK, TRACE, all_bytes, encodings, holds, original, standing};
use store::testing::TestInstance;

const PRIVACY: &str = "ground-third-party-2019";

const PEOPLE: [Person; 5] = [
    ("officer", "case-officer", "hz-housing"),
    ("clerk", "clerk", "hz-housing"),
    ("reviewer", "reviewer", "hz-housing"),
    ("approver", "approver", "hz-housing"),
    ("stranger", "case-officer", "hz-environment"),
];

/// A portal with one case.
async fn open(instance: &TestInstance) -> Portal {
    in_2026(instance);
    let portal = Portal::open(instance, &PEOPLE, settings()).await.with_fonts();
    portal.enter(Asked { working_days_ago: 1, name: "演示人", ..Asked::default() }).await;
    portal
}

fn assert_gone(file: &[u8], words: &[&str], what: &str) {
    assert_eq!(standing(file, words), [""; 0], "{what}");
}

fn files_below(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

/// A case with the original in it: paths of the list and of the material.
async fn with_original(portal: &Portal, officer: &mut Visitor) -> (String, String) {
    let list = format!("/office/requests/{}/materials", portal.first("hz-housing").await.number);
    portal.get(officer, &list).await;
    let answer = portal.upload(officer, &list, &[], &[File("file", FILE_NAME, &original())]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let id = portal.state(&portal.first("hz-housing").await).await.materials[0].added.id.clone();
    (list.clone(), format!("{list}/{id}"))
}

/// A page as an officer gets to see it: where a reason is asked for first, it is given.
async fn seen(portal: &Portal, visitor: &mut Visitor, path: &str) -> Answer {
    let answer = portal.get(visitor, path).await;
    if !answer.text().contains("name=\"look_reason\"") {
        return answer;
    }
    let address = path.split('?').next().unwrap();
    let looked = portal.post(visitor, &format!("{address}/look"), &[("look_reason", "核对（演示）")]).await;
    assert_eq!(looked.status, StatusCode::SEE_OTHER, "{}", looked.text());
    portal.get(visitor, path).await
}
