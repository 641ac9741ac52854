//! A body that made the document together with ours is asked and says nothing: after fifteen working days its silence
//! is consent, by itself, and the clock goes on.

use crate::stage::Stage;
use identity::Role::{CaseOfficer, Clerk};

const ENVIRONMENT: &str = "hz-environment";

pub async fn silent(stage: &mut Stage) {
    let (number, code) = stage.at_counter("联合印发的通知（演示）").await;
    stage.on("2026-03-04").await;
    asked(stage, &number).await;
    stage.on("2026-03-05").await;
    stage.begin(Clerk, &number, "登记送达").await;
    stage.look_and_do().await;
    seen_there(stage, &number).await;

    stage.on("2026-03-25").await;
    stage.followed(&number, &code).await;
    stage.hand.sees("这段时间不计入答复期限").await;
    stage.on("2026-03-27").await;
    went_on(stage, &number, &code).await;
    stage.on("2026-04-15").await;
    stage.reply(&number, "1").await;
    let letter = stage.letter_read(&number, &code).await;
    assert!(letter.contains("联合印发的通知"), "{letter}");
}

/// A term that has passed is told at its control.
async fn asked(stage: &mut Stage, number: &str) {
    stage.begin(CaseOfficer, number, "征求意见、会商").await;
    let hand = &mut stage.hand;
    hand.sees("第三十四条").await;
    hand.choose("kind", "co-producer").await;
    hand.choose("organisation", ENVIRONMENT).await;
    hand.fill("question", "是否同意公开联合印发的通知（演示）").await;
    hand.fill("until", "2026-03-02").await;
    hand.press("button[value=\"look\"]").await;
    assert!(hand.refused_at("until").await.contains("须晚于今天"));
    hand.fill("until", "").await;
    hand.press("button[value=\"look\"]").await;
    hand.looked_at().await;
    hand.sees("第三十四条").await;
    hand.press("button[value=\"send\"]").await;
    hand.looked_at().await;
}

/// The other body sees what it is asked and what its silence means, and not who asks.
async fn seen_there(stage: &mut Stage, number: &str) {
    let hand = &mut stage.hand;
    hand.sign_in(CaseOfficer, ENVIRONMENT).await;
    hand.open("/office/consultations").await;
    hand.looked_at().await;
    hand.follow(number).await;
    hand.looked_at().await;
    hand.sees("视为同意公开").await;
    hand.sees("2026-03-26").await;
    hand.sees_not("欧阳演示").await;
    hand.choose("answer", "objects").await;
    hand.press("main form button").await;
    assert!(hand.refused_at("text").await.contains("请写明理由"));
    hand.looked_at().await;
}

/// Two working days were used before the question; eighteen are left after the last day of the other body.
async fn went_on(stage: &mut Stage, number: &str, code: &str) {
    stage.followed(number, code).await;
    stage.hand.looked_at().await;
    stage.hand.sees("机关正在办理").await;
    stage.hand.sees("2026-04-22").await;
    stage.at_case(CaseOfficer, number).await;
    let hand = &mut stage.hand;
    hand.looked_at().await;
    hand.sees("逾期未答复").await;
    hand.sees("2026-04-22").await;
    hand.follow("期限明细").await;
    hand.looked_at().await;
    hand.sees("第三十三条第三款").await;
    hand.sign_in(CaseOfficer, ENVIRONMENT).await;
    hand.open("/office/consultations").await;
    hand.sees(number).await;
}
