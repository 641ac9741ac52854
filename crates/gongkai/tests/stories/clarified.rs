//! What is asked for is unclear: the officer asks once for all points, the answer starts the clock anew, and both sides
//! see the old and the new last day.

use crate::stage::Stage;
use identity::Role::CaseOfficer;

const ARTICLE: &str = "第三十条";

pub async fn clarified(stage: &mut Stage) {
    let (number, code) = stage.ask_online("小区物业情况（演示）").await;
    stage.on("2026-03-04").await;
    asked(stage, &number).await;
    answered(stage, &number, &code).await;
    counted_anew(stage, &number, &code).await;
    stage.on("2026-04-07").await;
    stage.reply(&number, "1").await;
    let letter = stage.letter_read(&number, &code).await;
    assert!(letter.contains("小区物业情况"), "{letter}");
    stage.followed(&number, &code).await;
    stage.hand.sees("机关已经答复").await;
}

/// Seven working days are left for asking; a term that has passed, and no point at all, are told at their controls.
async fn asked(stage: &mut Stage, number: &str) {
    stage.begin(CaseOfficer, number, "要求补正").await;
    let hand = &mut stage.hand;
    hand.sees(ARTICLE).await;
    hand.sees("2026-03-11").await;
    hand.press("button[value=\"look\"]").await;
    assert!(hand.refused_at("points-1").await.contains("请填写"));
    hand.looked_at().await;
    hand.fill("points-1", "请写明小区的名称（演示）").await;
    hand.fill("points-2", "请写明年度（演示）").await;
    hand.fill("until", "2026-03-04").await;
    hand.press("button[value=\"look\"]").await;
    assert!(hand.refused_at("until").await.contains("须晚于今天"));
    assert_eq!(hand.value("points-1").await, "请写明小区的名称（演示）");
    hand.fill("until", "2026-03-18").await;
    hand.press("button[value=\"look\"]").await;
    hand.looked_at().await;
    for words in ["补正告知书", "请写明小区的名称", "请写明年度", "2026年3月18日", "视为放弃申请"] {
        hand.sees(words).await;
    }
    hand.press("button[value=\"send\"]").await;
    hand.looked_at().await;
    hand.sees("等待申请人").await;
}

/// The requester reads the points and the term, and answers on the page; an empty answer is told at its control.
async fn answered(stage: &mut Stage, number: &str, code: &str) {
    let letter = stage.letter_read(number, code).await;
    assert!(letter.contains("补正告知书") && letter.contains(ARTICLE), "{letter}");
    stage.hand.looked_at().await;
    stage.on("2026-03-10").await;
    stage.followed(number, code).await;
    let hand = &mut stage.hand;
    hand.looked_at().await;
    for words in ["请补正申请", "请写明年度", "最晚 2026-03-18", ARTICLE, "等您答复，现在不计算期限"] {
        hand.sees(words).await;
    }
    hand.press("form[action$=\"/requests/status/answer\"] button").await;
    assert!(hand.refused_at("text").await.contains("请填写"));
    hand.looked_at().await;
    hand.fill("text", "演示小区，2025 年度（演示）").await;
    hand.attach("files", "说明.pdf", b"%PDF-1.7\n%%EOF\n").await;
    hand.press("form[action$=\"/requests/status/answer\"] button").await;
    hand.looked_at().await;
    hand.sees("说明.pdf").await;
    let (kind, _) = hand.download("form[action$=\"/requests/status/receipt\"] button[name=\"act\"]").await;
    assert!(kind.starts_with("application/json"), "{kind}");
}

/// Twenty working days from the answer of 10 March, with the holiday of 4 to 6 April between them.
async fn counted_anew(stage: &mut Stage, number: &str, code: &str) {
    stage.followed(number, code).await;
    stage.hand.sees("2026-04-08").await;
    stage.hand.sees("收到补正").await;
    stage.at_case(CaseOfficer, number).await;
    let hand = &mut stage.hand;
    hand.sees("2026-04-08").await;
    hand.looked_at().await;
    hand.follow("期限明细").await;
    hand.sees("2026-04-08").await;
    hand.sees(ARTICLE).await;
    hand.sees("重新计算前，不计").await;
    hand.looked_at().await;
}
