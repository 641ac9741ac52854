//! A fax has no clock before both sides confirmed: until then it is shown, counted and chased. The later of the two days
//! is the day of receipt.

use crate::arrival::{Arrival, register};
use crate::gestures::{HOUSING, case, sees_all, told_at};
use crate::stage::Stage;
use identity::Role;

const CONFIRM: &str = "button[name=\"by\"][value=\"organisation\"]";

pub async fn fax(stage: &mut Stage) {
    stage.on("2026-11-23").await;
    // As the program does when it begins to serve.
    inbox::begin(&stage.app().store).await.unwrap();
    stage.hand.sign_in(Role::Clerk, HOUSING).await;
    let came = Arrival { channel: "fax", arrived_on: "2026-11-23", subject: "传真里的申请（演示）" };
    let (number, code) = register(stage, &came).await;
    sees_all(stage, &["以双方确认之日为准", "第三十一条"]).await;
    stage.hand.sees_not("2026-12-21").await;
    stage.hand.open("/office/requests/unconfirmed").await;
    sees_all(stage, &[&number, "传真", "待本机关确认", "待申请人确认"]).await;
    stage.hand.sign_out().await;
    stage.followed(&number, &code).await;
    stage.hand.sees("双方确认收到之后，答复期限才开始计算").await;
    stage.hand.looked_at().await;

    // The city asks again after two working days, and says so every day.
    stage.working_days_later(3).await;
    stage.hand.sign_in(Role::Clerk, HOUSING).await;
    stage.hand.open("/office/requests/unconfirmed").await;
    sees_all(stage, &[&number, "已等 3 个工作日"]).await;
    stage.hand.sign_out().await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open("/office/work").await;
    sees_all(stage, &[&format!("确认收到申请 {number}"), &format!("联系申请人确认：申请 {number}"), "2026-11-25"]).await;
    stage.hand.looked_at().await;
    stage.hand.open("/office/notices").await;
    stage.hand.sees(&number).await;
    stage.hand.looked_at().await;
    stage.hand.open(&case(&number)).await;
    stage.hand.sees("待确认，期限尚未起算").await;
    stage.hand.fill("confirmed_on", "2026-11-20").await;
    stage.hand.press(CONFIRM).await;
    told_at(stage, "confirmed_on", "确认日期不能早于到达日期").await;
    stage.hand.fill("confirmed_on", "2026-11-26").await;
    stage.hand.press(CONFIRM).await;
    // One side is not enough.
    stage.hand.sees("待确认，期限尚未起算").await;
    stage.hand.open("/office/requests/unconfirmed").await;
    sees_all(stage, &[&number, "待申请人确认"]).await;
    stage.hand.sign_out().await;

    stage.working_days_later(1).await;
    stage.followed(&number, &code).await;
    stage.hand.press("form[action$=\"/requests/status/confirm\"] button").await;
    sees_all(stage, &["已经确认，答复期限见下", "申请人确认", "2026-11-27", "2026-12-25"]).await;
    stage.hand.sign_in(Role::Clerk, HOUSING).await;
    stage.hand.open(&case(&number)).await;
    sees_all(stage, &["2026-11-27", "2026-12-25"]).await;
    stage.hand.open("/office/requests/unconfirmed").await;
    stage.hand.sees_not(&number).await;
    stage.hand.sign_out().await;
}
