//! Nobody answers the officer's question: the day after the term the request counts as given up, by itself.

use crate::stage::Stage;
use identity::Role::CaseOfficer;
use requests::records;

pub async fn lapsed(stage: &mut Stage) {
    let (number, code) = stage.at_counter("往年的全部文件（演示）").await;
    stage.begin(CaseOfficer, &number, "要求补正").await;
    stage.hand.fill("points-1", "请写明是哪一类文件（演示）").await;
    // What is proposed is the city's own term: fifteen working days.
    assert_eq!(stage.hand.value("until").await, "2026-03-23");
    stage.look_and_do().await;

    stage.working_days_later(15).await;
    assert_eq!(stage.app().today().to_string(), "2026-03-23");
    stage.followed(&number, &code).await;
    stage.hand.sees("等您答复，现在不计算期限").await;
    stage.hand.sees("视为放弃申请").await;

    stage.on("2026-03-24").await;
    stage.followed(&number, &code).await;
    stage.hand.looked_at().await;
    stage.hand.sees("申请视为放弃。需要的话可以重新申请").await;
    stage.hand.sees("逾期，视为放弃申请").await;
    stage.hand.sees("第三十条").await;
    assert!(!stage.hand.has("form[action$=\"/requests/status/answer\"]").await, "no answer is taken any more");
    let letter = stage.letter_read(&number, &code).await;
    for words in ["补正告知书", "请写明是哪一类文件", "2026年3月23日", "视为放弃申请"] {
        assert!(letter.contains(words), "{words}: {letter}");
    }

    stage.at_case(CaseOfficer, &number).await;
    stage.hand.looked_at().await;
    stage.hand.sees("视为放弃").await;
    stage.hand.sees("已办结").await;
    assert!(!stage.hand.has("a[href$=\"/draft\"]").await, "nothing is left to be answered");
    let case = records::by_number(&mut stage.app().store.read().await.unwrap(), &number).await.unwrap().unwrap();
    assert_eq!(case.outcome, "6.1", "it counts as not clarified in time");
}
