//! Nobody answers the officer's question. The program ends nothing: when the term has passed since the letter was opened, the
//! officer has that to decide, an answer would still be taken, and the case lapses with the written reply.

use crate::stage::Stage;
use identity::Role::CaseOfficer;
use requests::records;

pub async fn lapsed(stage: &mut Stage) {
    let (number, code) = stage.at_counter("往年的全部文件（演示）").await;
    stage.begin(CaseOfficer, &number, "要求补正").await;
    stage.hand.fill("points-1", "请写明是哪一类文件（演示）").await;
    // What is proposed is the city's own term: fifteen working days, from the day after the letter arrives.
    assert_eq!(stage.hand.value("working_days").await, "15");
    stage.look_and_do().await;
    stage.hand.sees("还没有送达记录").await;
    stage.followed(&number, &code).await;
    stage.hand.sees("自告知书送达").await;
    let letter = stage.letter_read(&number, &code).await;
    for words in ["补正告知书", "请写明是哪一类文件", "自收到本告知书的次日起15个工作日内", "视为放弃申请"]
    {
        assert!(letter.contains(words), "{words}: {letter}");
    }

    stage.working_days_later(15).await;
    assert_eq!(stage.app().today().to_string(), "2026-03-23");
    stage.followed(&number, &code).await;
    stage.hand.sees("等您答复，现在不计算期限").await;
    stage.hand.sees("最晚 2026-03-23").await;
    stage.hand.sees("视为放弃申请").await;

    passed(stage, &number, &code).await;
    stage.reply(&number, "6.1").await;
    replied(stage, &number, &code).await;
}

/// The day after: nothing has ended, and both sides are told so.
async fn passed(stage: &mut Stage, number: &str, code: &str) {
    stage.on("2026-03-24").await;
    stage.followed(number, code).await;
    stage.hand.looked_at().await;
    stage.hand.sees("补正期限已于 2026-03-23 届满").await;
    stage.hand.sees("仍然接受您的补正").await;
    assert!(stage.hand.has("form[action$=\"/requests/status/answer\"]").await, "an answer is still taken");
    stage.at_case(CaseOfficer, number).await;
    stage.hand.looked_at().await;
    stage.hand.sees("补正期限已于 2026-03-23 届满，待决定").await;
    stage.hand.open("/office/work").await;
    stage.hand.sees("补正期满").await;
    stage.hand.sign_out().await;
}

/// The case has lapsed with the letter, which names the remedies.
async fn replied(stage: &mut Stage, number: &str, code: &str) {
    let letter = stage.letter_read(number, code).await;
    assert!(letter.contains("行政复议"), "{letter}");
    stage.followed(number, code).await;
    stage.hand.looked_at().await;
    stage.hand.sees("视为放弃").await;
    stage.hand.sees("机关已经书面答复不再处理").await;
    assert!(!stage.hand.has("form[action$=\"/requests/status/answer\"]").await, "no answer is taken any more");
    stage.at_case(CaseOfficer, number).await;
    stage.hand.looked_at().await;
    stage.hand.sees("视为放弃").await;
    let case = records::by_number(&mut stage.app().store.read().await.unwrap(), number).await.unwrap().unwrap();
    assert_eq!(case.outcome, "6.1", "it counts as not clarified in time");
}
