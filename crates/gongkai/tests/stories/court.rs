//! Who is not content goes to the reconsideration body, and then to court: each a record of its own with its own terms,
//! its result as the report counts it, and who appeared in court, which the city office sees of every body.

use crate::gestures::{HOUSING, case, no_door, sees_all, told_at};
use crate::stage::Stage;
use identity::Role;

const SCAN: &[u8] = b"%PDF-1.7\n%%EOF\n";

pub async fn court(stage: &mut Stage) {
    stage.on("2026-11-23").await;
    let (number, _) = stage.ask_online("物业专项维修资金使用明细（诉讼演示）").await;
    stage.working_days_later(3).await;
    stage.reply(&number, "4.1").await;

    reconsideration(stage, &number).await;
    let page = lawsuit(stage, &number).await;
    hearing(stage, &page).await;

    // Kept and named until the appeal is over.
    stage.hand.open(&format!("{}/archive", case(&number))).await;
    sees_all(stage, &["有 1 件复议、诉讼没有结束"]).await;
    stage.hand.looked_at().await;
    stage.hand.sign_out().await;

    // The city office counts, and opens nothing.
    stage.hand.sign_in(Role::CityOffice, "hz-office").await;
    stage.hand.open("/office/disputes?which=all").await;
    sees_all(stage, &[&number, "市住保房管局", "行政复议", "结果维持", "行政诉讼 一审", "结果纠正", "负责人出庭", "出庭率"]).await;
    stage.hand.looked_at().await;
    no_door(stage, &case(&number)).await;
    no_door(stage, &page).await;
    stage.hand.sign_out().await;
}

/// Before the government above it, by the Act of 2023: ten working days to answer, sixty days to decide.
async fn reconsideration(stage: &mut Stage, number: &str) {
    stage.on("2026-12-07").await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open(&case(number)).await;
    stage.hand.follow("登记复议或者诉讼").await;
    stage.hand.looked_at().await;
    stage.hand.choose("kind", "reconsideration").await;
    stage.hand.fill("notified_on", "2026-12-07").await;
    stage.hand.press("main form button").await;
    told_at(stage, "body", "请填写或选择").await;
    stage.hand.fill("body", "杭州市人民政府").await;
    stage.hand.fill("case_number", "杭政复〔2026〕演示1号").await;
    stage.hand.fill("accepted_on", "2026-12-04").await;
    stage.hand.press("main form button").await;
    sees_all(stage, &["提交复议答复", "2026-12-21", "第四十八条", "审理期限届满", "2027-02-02", "第六十二条", "第七十条"]).await;
    stage.hand.looked_at().await;

    stage.hand.attach("document", "复议申请书副本.txt", b"no document").await;
    stage.hand.press_text("添加").await;
    told_at(stage, "document", "只收 PDF、JPEG、PNG 文件").await;
    stage.hand.attach("document", "复议申请书副本.pdf", SCAN).await;
    stage.hand.press_text("添加").await;
    stage.hand.sees("复议申请书副本.pdf").await;
    stage.hand.open("/office/work").await;
    sees_all(stage, &[&format!("提交复议答复和证据：申请 {number}"), "2026-12-21"]).await;
    stage.hand.sign_out().await;

    stage.on("2026-12-18").await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open("/office/disputes").await;
    stage.hand.looked_at().await;
    stage.hand.follow("行政复议").await;
    stage.hand.fill("on", "2026-12-18").await;
    stage.hand.press("button[value=\"answer\"]").await;
    stage.hand.sees("2026-12-18 已办").await;
    stage.hand.open("/office/work").await;
    stage.hand.sees_not(number).await;
    stage.hand.sign_out().await;

    stage.on("2027-01-20").await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open("/office/disputes").await;
    stage.hand.follow("行政复议").await;
    stage.hand.choose("paper", "decision").await;
    stage.hand.fill("decision_on", "2027-01-20").await;
    stage.hand.fill("served_on", "2027-01-19").await;
    stage.hand.choose("result", "upheld").await;
    stage.hand.press("button[value=\"decide\"]").await;
    told_at(stage, "served_on", "不能早于").await;
    stage.hand.fill("served_on", "2027-01-20").await;
    stage.hand.press("button[value=\"decide\"]").await;
    sees_all(stage, &["结果维持", "申请人起诉期限届满", "2027-02-04"]).await;
    stage.hand.sign_out().await;
}

/// Fifteen days for evidence; answers the page of it.
async fn lawsuit(stage: &mut Stage, number: &str) -> String {
    stage.on("2027-02-03").await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open(&format!("{}/disputes/new", case(number))).await;
    stage.hand.choose("kind", "litigation").await;
    stage.hand.fill("body", "杭州市演示区人民法院").await;
    stage.hand.press("main form button").await;
    told_at(stage, "instance", "请从列出的选项中选择").await;
    stage.hand.choose("instance", "first").await;
    let before = disputes(stage, number).await.remove(0);
    stage.hand.choose("after", &before).await;
    stage.hand.fill("case_number", "（2027）浙演示行初1号").await;
    stage.hand.fill("accepted_on", "2027-02-01").await;
    stage.hand.press("main form button").await;
    sees_all(stage, &["举证和答辩", "2027-02-18", "第六十七条第一款", "2027-08-01", "第八十一条", "第三条第三款"]).await;
    stage.hand.looked_at().await;
    stage.hand.fill("on", "2027-02-03").await;
    stage.hand.press("button[value=\"answer\"]").await;
    stage.hand.fill("hearing_on", "2027-03-15").await;
    stage.hand.press("button[value=\"hearing\"]").await;
    sees_all(stage, &["2027-03-15", "已定，尚未开庭"]).await;
    stage.hand.open("/office/work").await;
    sees_all(stage, &[&format!("出庭应诉：申请 {number} 的诉讼"), "2027-03-15"]).await;
    stage.hand.sign_out().await;
    let second = disputes(stage, number).await.into_iter().find(|id| *id != before);
    format!("/office/disputes/{}", second.unwrap())
}

/// The head appears; the court corrects the reply, and an appeal is possible for fifteen days.
async fn hearing(stage: &mut Stage, page: &str) {
    stage.on("2027-03-15").await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open(page).await;
    stage.hand.fill("heard_on", "2027-03-15").await;
    stage.hand.press("button[value=\"heard\"]").await;
    told_at(stage, "appearance", "请从列出的选项中选择").await;
    stage.hand.choose("appearance", "head").await;
    stage.hand.press("button[value=\"heard\"]").await;
    stage.hand.sees("负责人出庭").await;
    stage.hand.sign_out().await;
    stage.on("2027-04-14").await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open(page).await;
    stage.hand.choose("paper", "judgment").await;
    stage.hand.fill("decision_on", "2027-04-12").await;
    stage.hand.fill("served_on", "2027-04-14").await;
    stage.hand.choose("result", "corrected").await;
    stage.hand.press("button[value=\"decide\"]").await;
    sees_all(stage, &["结果纠正", "上诉期限届满", "2027-04-29", "第八十五条", "请更正原答复"]).await;
    stage.hand.looked_at().await;
}

/// Ids of the disputes over a case.
async fn disputes(stage: &Stage, number: &str) -> Vec<String> {
    let mut connection = stage.app().store.read().await.unwrap();
    let case = requests::records::by_number(&mut connection, number).await.unwrap().unwrap();
    let rows = requests::dispute::records::of_case(&mut connection, &case.stream).await.unwrap();
    rows.into_iter().map(|row| row.stream.id().to_owned()).collect()
}
