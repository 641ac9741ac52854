//! What comes by post: an ordinary letter is to be confirmed on the day on which it came, and stays in sight until it is;
//! a registered one counts from the day on which it was signed for, whenever it is entered.

use crate::arrival::{Arrival, register};
use crate::gestures::{HOUSING, case, reads_letter, sees_all, told_at};
use crate::stage::Stage;
use identity::Role;

const CONFIRM: &str = "button[name=\"by\"][value=\"organisation\"]";

pub async fn letter(stage: &mut Stage) {
    stage.on("2026-11-23").await;
    ordinary(stage).await;
    registered(stage).await;
}

async fn ordinary(stage: &mut Stage) {
    stage.hand.sign_in(Role::Clerk, HOUSING).await;
    let came = Arrival { channel: "ordinary-letter", arrived_on: "2026-11-23", subject: "平常信函里的申请（演示）" };
    let (number, code) = register(stage, &came).await;
    sees_all(stage, &[&format!("{number} 是平常信函，须于收到当日与申请人确认"), "第三十一条"]).await;
    stage.hand.sees_not("2026-12-21").await;
    stage.hand.looked_at().await;
    stage.hand.open("/office/requests/unconfirmed").await;
    sees_all(stage, &[&number, "须当日确认", "待本机关确认"]).await;
    stage.hand.looked_at().await;
    stage.hand.open("/office/work").await;
    stage.hand.sees(&format!("收到普通信件的当日与申请人确认：申请 {number}")).await;
    stage.hand.sign_out().await;

    // Nobody did it: the day after, it is late and still there.
    stage.on("2026-11-24").await;
    stage.hand.sign_in(Role::Clerk, HOUSING).await;
    stage.hand.open("/office/requests/unconfirmed").await;
    sees_all(stage, &[&number, "当日未确认"]).await;
    stage.hand.open(&case(&number)).await;
    sees_all(stage, &["待确认，期限尚未起算", "第三十一条"]).await;
    stage.hand.looked_at().await;
    stage.hand.fill("confirmed_on", "2026-11-25").await;
    stage.hand.press(CONFIRM).await;
    told_at(stage, "confirmed_on", "确认日期不能晚于今天").await;
    stage.hand.fill("confirmed_on", "2026-11-24").await;
    stage.hand.fill("how", "电话，申请人本人接听（演示）").await;
    stage.hand.press(CONFIRM).await;
    sees_all(stage, &["2026-12-22", "机关确认", "申请人本人接听"]).await;
    stage.hand.open("/office/requests/unconfirmed").await;
    stage.hand.sees_not(&number).await;
    stage.hand.sign_out().await;
    stage.followed(&number, &code).await;
    sees_all(stage, &["2026-12-22", "机关确认", "第三十一条"]).await;
}

async fn registered(stage: &mut Stage) {
    stage.hand.sign_in(Role::Clerk, HOUSING).await;
    let came = Arrival { channel: "registered-post", arrived_on: "2026-11-25", subject: "挂号信里的申请（演示）" };
    came.fill_in(stage).await;
    stage.hand.press("button[value=\"register\"]").await;
    told_at(stage, "arrived_on", "日期不能晚于今天").await;
    // Signed for on Friday, entered on Tuesday.
    stage.hand.fill("arrived_on", "2026-11-20").await;
    stage.hand.press("button[value=\"register\"]").await;
    let (number, code) = (stage.hand.text("#request-number").await, stage.hand.text("#query-code").await);
    sees_all(stage, &["2026-11-20", "2026-12-18", "签收"]).await;
    stage.hand.sees_not("须于收到当日").await;
    stage.hand.open(&case(&number)).await;
    sees_all(stage, &["2026-12-18", "挂号信、特快专递", "2026-11-20 收到，2026-11-24 登记"]).await;
    stage.hand.sign_out().await;

    stage.reply(&number, "4.1").await;
    stage.followed(&number, &code).await;
    reads_letter(stage, &["2026年11月20日", &number]).await;
}
