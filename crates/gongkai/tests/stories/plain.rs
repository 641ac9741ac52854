//! A citizen asks online, both sides confirm, five persons answer, and the citizen reads the letter, keeps the archive
//! and has the receipt checked.

use crate::stage::{HOUSING, Stage};
use identity::Role::CaseOfficer;

pub async fn plain(stage: &mut Stage) {
    let (number, code, receipt) = asked(stage).await;
    confirmed(stage, &number, &code).await;
    stage.on("2026-03-05").await;
    drafted(stage, &number).await;
    stage.on("2026-03-09").await;
    stage.checked(&number).await;
    stage.sent(&number).await;
    read(stage, &number, &code).await;
    proved(stage, &receipt).await;
}

/// A wrong number of the identity card is told at its control; what was typed stays.
async fn asked(stage: &mut Stage) -> (String, String, String) {
    let hand = &mut stage.hand;
    hand.open("/requests/new").await;
    hand.looked_at().await;
    hand.sees("第三十三条").await;
    hand.choose("organisation", HOUSING).await;
    hand.fill("subject", "物业维修资金年度收支（演示）").await;
    hand.fill("description", "2025 年度各小区的收支汇总（演示）").await;
    hand.fill("applicant.name", "欧阳演示").await;
    hand.fill("applicant.identity.number", "110105194912310021").await;
    hand.fill("applicant.phone", "0571-00000000").await;
    hand.press("button[value=\"check\"]").await;
    hand.looked_at().await;
    assert!(hand.refused_at("applicant.identity.number").await.contains("校验位不对"));
    assert_eq!(hand.value("subject").await, "物业维修资金年度收支（演示）");
    hand.fill("applicant.identity.number", "11010519491231002X").await;
    hand.press("button[value=\"check\"]").await;
    hand.looked_at().await;
    hand.press_text("提交申请").await;
    hand.looked_at().await;
    hand.sees("第三十一条第（三）项").await;
    hand.sees("双方确认后开始计算答复期限").await;
    let (kind, receipt) = hand.download("form[action$=\"/requests/status/receipt\"] button").await;
    assert!(kind.starts_with("application/json"), "{kind}");
    (hand.text("#request-number").await, hand.text("#query-code").await, String::from_utf8(receipt).unwrap())
}

/// No clock runs before both sides confirm; then it runs from that day, and both see its last day and its article.
async fn confirmed(stage: &mut Stage, number: &str, code: &str) {
    let hand = &mut stage.hand;
    hand.open("/requests/status").await;
    hand.looked_at().await;
    hand.fill("number", number).await;
    hand.fill("query_code", "AAAA-AAAA-AAAA-AAAA").await;
    hand.press("main form button").await;
    assert!(hand.refused_at("number").await.contains("没有这样的编号和查询码"));
    stage.followed(number, code).await;
    stage.hand.looked_at().await;
    stage.hand.press("form[action$=\"/requests/status/confirm\"] button").await;
    stage.hand.looked_at().await;
    stage.at_case(CaseOfficer, number).await;
    let hand = &mut stage.hand;
    hand.looked_at().await;
    hand.fill("confirmed_on", "2026-03-03").await;
    hand.fill("how", "电话（演示）").await;
    hand.press("button[value=\"organisation\"]").await;
    assert!(hand.refused_at("confirmed_on").await.contains("不能晚于今天"));
    hand.fill("confirmed_on", "2026-03-02").await;
    hand.press("button[value=\"organisation\"]").await;
    hand.sees("2026-03-30").await;
    hand.looked_at().await;
    hand.follow("期限明细").await;
    hand.looked_at().await;
    hand.sees("第三十三条第二款").await;
    stage.followed(number, code).await;
    stage.hand.sees("2026-03-30").await;
    stage.hand.sees("第三十三条第二款").await;
}

/// A draft without its ground and its text stays with the officer, who is told where something is missing.
async fn drafted(stage: &mut Stage, number: &str) {
    stage.at_case(CaseOfficer, number).await;
    let hand = &mut stage.hand;
    hand.follow("起草答复").await;
    hand.looked_at().await;
    hand.choose("outcome", "1").await;
    hand.press("main form button").await;
    hand.looked_at().await;
    hand.choose_first("ground").await;
    hand.choose("legal_review", "yes").await;
    hand.press("button[value=\"submit\"]").await;
    hand.refused_at("provision").await;
    hand.looked_at().await;
    hand.fill("where_to_find", "门户网站“物业管理”栏目（演示）").await;
    hand.fill("provision", "随本答复书提供 2025 年度汇总表（演示）").await;
    hand.press("button[value=\"preview\"]").await;
    hand.looked_at().await;
    hand.sees("随本答复书提供2025年度汇总表").await;
    hand.press("button[value=\"submit\"]").await;
    hand.looked_at().await;
    hand.sees("待审核").await;
}

/// The letter can be read in the page, as PDF and as Word; the whole case is one file.
async fn read(stage: &mut Stage, number: &str, code: &str) {
    let letter = stage.letter_read(number, code).await;
    stage.hand.looked_at().await;
    for words in ["政府信息公开申请答复书", "第三十六条", "物业维修资金年度收支", "随本答复书提供", "行政复议", "2026年3月9日"]
    {
        assert!(letter.contains(words), "{words}: {letter}");
    }
    stage.followed(number, code).await;
    let hand = &mut stage.hand;
    hand.looked_at().await;
    hand.sees("机关已经答复").await;
    hand.sees("发出答复").await;
    hand.sees("第三十六条").await;
    let (kind, word) = hand.download("#letters button[value=\"docx\"]").await;
    assert!(kind.contains("wordprocessingml") && word.starts_with(b"PK"), "{kind}");
    let (kind, archive) = hand.download("form[action$=\"/requests/status/archive\"] button").await;
    assert_eq!(kind, "application/zip");
    for name in ["timeline.html", "letters/", ".pdf", "receipts/"] {
        assert!(archive.windows(name.len()).any(|window| window == name.as_bytes()), "the archive holds {name}");
    }
}

/// Anybody can have the receipt checked; one that was changed is refused.
async fn proved(stage: &mut Stage, receipt: &str) {
    let hand = &mut stage.hand;
    hand.open("/ledger/verify").await;
    hand.looked_at().await;
    hand.fill("receipt", receipt).await;
    hand.press("main form button").await;
    hand.looked_at().await;
    assert!(hand.has("[role=\"status\"]").await, "the receipt proves");
    let mut changed: serde_json::Value = serde_json::from_str(receipt).unwrap();
    changed["salt"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".into();
    hand.open("/ledger/verify").await;
    hand.fill("receipt", &changed.to_string()).await;
    hand.press("main form button").await;
    assert!(hand.has("[role=\"alert\"]").await, "a changed one does not");
    hand.looked_at().await;
}
