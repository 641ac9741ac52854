//! A citizen asks online, is answered with what was asked for, reads the letter, and keeps everything.

use crate::stage::Stage;

pub async fn plain(stage: &mut Stage) {
    let (number, code) = stage.ask_online("物业维修资金年度收支（演示）").await;
    stage.reply(&number, "1").await;
    let letter = stage.letter_read(&number, &code).await;
    assert!(letter.contains("答复"), "{letter}");
}
