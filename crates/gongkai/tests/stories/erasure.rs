//! What was kept long enough is erased: one person proposes it, another agrees. Afterwards no door shows what is gone, each
//! says why, and every proof from before is valid.

use crate::gestures::{HOUSING, case, sees_all, told_at};
use crate::stage::Stage;
use identity::Role;

const SUBJECT: &str = "某小区配租名单的公示情况（删除演示）";
const REASON: &str = "保管期限届满，经鉴定无继续保存价值（演示）";
const PROPOSE: &str = "button[name=\"step\"][value=\"propose\"]";
const APPROVE: &str = "button[name=\"step\"][value=\"approve\"]";

pub async fn erasure(stage: &mut Stage) {
    stage.on("2026-11-23").await;
    let (number, code) = stage.ask_online(SUBJECT).await;
    stage.working_days_later(3).await;
    stage.reply(&number, "4.1").await;
    let archive = format!("{}/archive", case(&number));

    filed(stage, &number, &archive).await;
    let receipts = receipts(stage, &number).await;
    stage.on("2032-01-05").await;
    proposed(stage, &number, &archive).await;
    agreed(stage, &archive).await;

    let said = "个人信息已于 2032-01-05 删除，原因：保管期限届满";
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    for path in [case(&number), archive.clone(), "/office/archiving?which=erased".into(), format!("{}/views", case(&number))] {
        stage.hand.open(&path).await;
        stage.hand.sees_not(SUBJECT).await;
        stage.hand.sees_not("欧阳").await;
        if !path.ends_with("/views") {
            stage.hand.sees(said).await;
        }
    }
    stage.hand.open(&archive).await;
    sees_all(stage, &["第四十七条", "台账证明仍可核验"]).await;
    stage.hand.looked_at().await;
    stage.hand.open(&format!("{}/letters", case(&number))).await;
    stage.hand.sees_not(SUBJECT).await;
    stage.hand.open("/office/requests?which=all").await;
    sees_all(stage, &[&number, "（已依规删除）"]).await;
    stage.hand.sees_not(SUBJECT).await;
    stage.hand.sign_out().await;

    // The requester is told why, and opens no letter any more.
    stage.followed(&number, &code).await;
    stage.hand.sees(said).await;
    stage.hand.sees_not(SUBJECT).await;
    stage.hand.looked_at().await;
    stage.hand.press("#letters button[value=\"html\"]").await;
    stage.hand.sees_not(SUBJECT).await;
    stage.hand.sees(said).await;

    let key = ledger::VerifierKey::parse(&stage.app().store.verifier_key()).unwrap();
    for receipt in receipts {
        receipt.verify(&key).unwrap();
    }
}

/// With the shortest class of retention; it cannot be erased before the class says so.
async fn filed(stage: &mut Stage, number: &str, archive: &str) {
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open("/office/archiving").await;
    stage.hand.sees(number).await;
    stage.hand.looked_at().await;
    stage.hand.open(archive).await;
    stage.hand.looked_at().await;
    stage.hand.choose("retention", "5").await;
    stage.hand.fill("volume", "2026-演示7").await;
    stage.hand.fill("pages", "十二").await;
    stage.hand.press("form[action$=\"/archive/file\"] button").await;
    told_at(stage, "pages", "请填写整数").await;
    stage.hand.fill("pages", "12").await;
    stage.hand.press("form[action$=\"/archive/file\"] button").await;
    sees_all(stage, &["2031-12-31", "本地设定：5年", "2026-演示7"]).await;
    propose(stage).await;
    sees_all(stage, &["保管期限还没有届满", "第四十七条"]).await;
    stage.hand.sign_out().await;
}

async fn propose(stage: &mut Stage) {
    stage.hand.choose("ground", "term").await;
    stage.hand.fill("reason", REASON).await;
    stage.hand.press(PROPOSE).await;
}

async fn proposed(stage: &mut Stage, number: &str, archive: &str) {
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open("/office/archiving?which=due").await;
    sees_all(stage, &[number, "2031-12-31"]).await;
    stage.hand.open(archive).await;
    stage.hand.sees("保管期限已经届满").await;
    stage.hand.choose("ground", "term").await;
    stage.hand.press(PROPOSE).await;
    told_at(stage, "reason", "请填写或选择").await;
    propose(stage).await;
    stage.hand.sees("您提出了删除，须由另一人批准").await;
    stage.hand.sees(REASON).await;
    stage.hand.sign_out().await;
}

async fn agreed(stage: &mut Stage, archive: &str) {
    stage.hand.sign_in(Role::Approver, HOUSING).await;
    stage.hand.open("/office/archiving?which=proposed").await;
    stage.hand.looked_at().await;
    stage.hand.open(archive).await;
    stage.hand.sees(REASON).await;
    stage.hand.looked_at().await;
    stage.hand.press(APPROVE).await;
    stage.hand.sees("个人信息已于 2032-01-05 删除").await;
    stage.hand.sign_out().await;
}

/// Of everything that happened so far.
async fn receipts(stage: &Stage, number: &str) -> Vec<ledger::Receipt> {
    let store = &stage.app().store;
    let case = requests::records::by_number(&mut store.read().await.unwrap(), number).await.unwrap().unwrap();
    let mut receipts = Vec::new();
    for event in store.load(&case.stream).await.unwrap() {
        receipts.push(store.receipt(event.index, &[]).await.unwrap());
    }
    assert!(receipts.len() > 5, "{} receipts", receipts.len());
    receipts
}
