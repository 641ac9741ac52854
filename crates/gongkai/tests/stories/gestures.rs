//! What several stories do.

use crate::stage::Stage;

pub const HOUSING: &str = "hz-housing";
pub const ENVIRONMENT: &str = "hz-environment";
/// An act is looked at before it is done.
pub const LOOK: &str = "button[name=\"do\"][value=\"look\"]";
pub const SEND: &str = "button[name=\"do\"][value=\"send\"]";

/// The page of a case at the office.
pub fn case(number: &str) -> String {
    format!("/office/requests/{number}")
}

/// The form of an act on it.
pub fn act(number: &str, code: &str) -> String {
    format!("{}/acts/{code}", case(number))
}

/// What is wrong is told at its field.
pub async fn told_at(stage: &mut Stage, field: &str, words: &str) {
    let told = stage.hand.refused_at(field).await;
    assert!(told.contains(words), "{field}: {told}");
}

/// All of it stands on the page.
pub async fn sees_all(stage: &mut Stage, words: &[&str]) {
    for words in words {
        stage.hand.sees(words).await;
    }
}

/// For who looks now there is no such page.
pub async fn no_door(stage: &mut Stage, path: &str) {
    stage.hand.open(path).await;
    stage.hand.sees("没有这个页面").await;
}

/// The requester, on the page of the case, takes the newest letter as PDF and reads it.
pub async fn reads_letter(stage: &mut Stage, words: &[&str]) {
    let (kind, bytes) = stage.hand.download("#letters button[value=\"pdf\"]").await;
    assert!(kind.starts_with("application/pdf") && bytes.starts_with(b"%PDF") && bytes.len() > 2_000, "{kind}, {} bytes", bytes.len());
    stage.hand.press("#letters button[value=\"html\"]").await;
    sees_all(stage, words).await;
    stage.hand.looked_at().await;
}
