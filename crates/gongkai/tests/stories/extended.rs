//! The officer cannot answer in time: the person in charge agrees, the requester is told before the last day, and both
//! days are shown.

use crate::stage::Stage;
use identity::Role::{Approver, CaseOfficer};

pub async fn extended(stage: &mut Stage) {
    let (number, code) = stage.at_counter("数量较多的合同（演示）").await;
    stage.on("2026-03-24").await;
    proposed(stage, &number).await;
    stage.followed(&number, &code).await;
    stage.hand.sees("2026-03-30").await;
    stage.hand.sees_not("2026-04-28").await;
    stage.on("2026-03-25").await;
    approved(stage, &number).await;
    told(stage, &number, &code).await;

    // After the first last day and before the second it is still in time.
    stage.on("2026-04-20").await;
    stage.followed(&number, &code).await;
    stage.hand.sees("机关正在办理").await;
    stage.reply(&number, "1").await;
    let letter = stage.letter_read(&number, &code).await;
    assert!(letter.contains("2026年4月20日"), "{letter}");
}

/// More than the regulation allows is told at its control.
async fn proposed(stage: &mut Stage, number: &str) {
    stage.begin(CaseOfficer, number, "申请延期").await;
    let hand = &mut stage.hand;
    hand.sees("第三十三条第二款").await;
    hand.sees("须在 2026-03-30 届满前告知申请人").await;
    hand.fill("working_days", "21").await;
    hand.fill("reason", "需要逐件审查（演示）").await;
    hand.press("button[name=\"do\"]").await;
    assert!(hand.refused_at("working_days").await.contains("1 至 20 个工作日"));
    hand.looked_at().await;
    hand.fill("working_days", "20").await;
    hand.press("button[name=\"do\"]").await;
    hand.looked_at().await;
    hand.sees("2026-03-30").await;
    assert!(!hand.main_text().await.contains("同意延期"), "who asks does not decide");
}

/// Only the person in charge decides, and sees the notice before it goes out.
async fn approved(stage: &mut Stage, number: &str) {
    stage.begin(Approver, number, "同意延期").await;
    let hand = &mut stage.hand;
    hand.press("button[value=\"look\"]").await;
    hand.looked_at().await;
    for words in ["延长答复期限告知书", "需要逐件审查", "2026年3月30日", "2026年4月28日"] {
        hand.sees(words).await;
    }
    hand.press("button[value=\"send\"]").await;
    hand.looked_at().await;
    hand.sees("2026-04-28").await;
}

async fn told(stage: &mut Stage, number: &str, code: &str) {
    stage.followed(number, code).await;
    stage.hand.looked_at().await;
    stage.hand.sees("最晚答复日期改为 2026-04-28（原为 2026-03-30）").await;
    stage.hand.sees("答复期限延长 20 个工作日").await;
    let letter = stage.letter_read(number, code).await;
    for words in ["延长答复期限告知书", "第三十三条第二款", "负责人同意", "2026年3月30日", "2026年4月28日"] {
        assert!(letter.contains(words), "{words}: {letter}");
    }
    stage.at_case(CaseOfficer, number).await;
    stage.hand.follow("期限明细").await;
    stage.hand.sees("2026-04-28").await;
    stage.hand.looked_at().await;
}
