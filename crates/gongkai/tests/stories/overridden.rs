//! Who could be harmed is asked in writing and objects; the body discloses all the same for the public's sake, and tells
//! the third party what and why before it does.

use crate::stage::Stage;
use identity::Role::CaseOfficer;

const PARTY: &str = "演示建设公司（演示）";
const CONTENT: &str = "合同的成交总价（演示）";
const REASON: &str = "项目使用财政资金，不公开会对公共利益造成重大影响（演示）";

pub async fn overridden(stage: &mut Stage) {
    let (number, code) = stage.at_counter("租赁住房项目合同（演示）").await;
    stage.on("2026-03-04").await;
    asked(stage, &number).await;
    stage.on("2026-03-05").await;
    delivered(stage, &number).await;
    stage.followed(&number, &code).await;
    stage.hand.looked_at().await;
    stage.hand.sees("正在征求有关方面的意见").await;
    stage.hand.sees_not("演示建设公司").await;
    stage.on("2026-03-16").await;
    objected(stage, &number).await;
    stage.on("2026-03-17").await;
    decided(stage, &number).await;
    stage.reply(&number, "1").await;
    let letter = stage.letter_read(&number, &code).await;
    assert!(letter.contains("租赁住房项目合同") && letter.contains("第三十六条"), "{letter}");
}

/// Who is asked must be named.
async fn asked(stage: &mut Stage, number: &str) {
    stage.begin(CaseOfficer, number, "征求意见、会商").await;
    let hand = &mut stage.hand;
    hand.sees("第三十二条").await;
    hand.choose("kind", "third-party").await;
    hand.fill("question", "是否同意公开合同的成交总价（演示）").await;
    hand.press("button[value=\"look\"]").await;
    assert!(hand.refused_at("name").await.contains("填写名称"));
    hand.looked_at().await;
    hand.fill("name", PARTY).await;
    hand.fill("contact", "杭州市演示路 2 号（演示）").await;
    hand.press("button[value=\"look\"]").await;
    hand.looked_at().await;
    hand.sees("15个工作日").await;
    hand.sees("是否同意公开合同的成交总价").await;
    hand.sees_not("欧阳演示").await;
    hand.press("button[value=\"send\"]").await;
    hand.looked_at().await;
    // The name opens for a reason that is written down.
    hand.sees("演***").await;
    hand.sees_not(PARTY).await;
}

/// The third party's term runs from the day on which the letter reached it.
async fn delivered(stage: &mut Stage, number: &str) {
    stage.begin(CaseOfficer, number, "登记送达").await;
    stage.hand.press("button[value=\"look\"]").await;
    stage.hand.looked_at().await;
    stage.hand.sees("2026-03-26").await;
    stage.hand.press("button[value=\"send\"]").await;
    stage.hand.sees("计时暂停").await;
    stage.hand.looked_at().await;
}

/// An objection without a reason is none; with it, nothing goes out until somebody decides.
async fn objected(stage: &mut Stage, number: &str) {
    stage.begin(CaseOfficer, number, "登记答复").await;
    let hand = &mut stage.hand;
    hand.choose("answer", "objects").await;
    hand.press("button[name=\"do\"]").await;
    assert!(hand.refused_at("text").await.contains("请写明理由"));
    hand.looked_at().await;
    hand.fill("text", "涉及商业秘密，不同意公开（演示）").await;
    hand.attach("files", "意见.pdf", b"%PDF-1.7\n%%EOF\n").await;
    hand.press("button[name=\"do\"]").await;
    hand.looked_at().await;
    hand.sees("涉及商业秘密，不同意公开").await;
    // Two days before the question, eighteen after the answer of 16 March.
    hand.sees("2026-04-10").await;
    hand.open(&format!("/office/requests/{number}/draft?outcome=1")).await;
    hand.looked_at().await;
    hand.sees("第三方不同意公开").await;
}

/// The notice names content and reasons, and goes to the third party.
async fn decided(stage: &mut Stage, number: &str) {
    stage.begin(CaseOfficer, number, "不顾反对决定公开").await;
    let hand = &mut stage.hand;
    hand.fill("content", CONTENT).await;
    hand.press("button[value=\"look\"]").await;
    hand.refused_at("reason").await;
    hand.fill("reason", REASON).await;
    hand.press("button[value=\"look\"]").await;
    hand.looked_at().await;
    let remedies = ["如不服本决定", "60日内", "6个月内", "第五十一条"];
    for words in ["决定公开告知书", "第三十二条", CONTENT, REASON, "涉及商业秘密，不同意公开"].into_iter().chain(remedies)
    {
        hand.sees(words).await;
    }
    hand.sees_not("欧阳演示").await;
    hand.press("button[value=\"send\"]").await;
    hand.looked_at().await;
    hand.sees("2026-03-17 决定公开").await;
    hand.open(&format!("/office/requests/{number}/letters")).await;
    hand.looked_at().await;
    hand.sees("决定公开告知书").await;
    let (kind, pdf) = hand.download("main a[href*=\"/letters/\"][href$=\".pdf\"]").await;
    assert!(kind.starts_with("application/pdf") && pdf.starts_with(b"%PDF-"), "{kind}");
}
