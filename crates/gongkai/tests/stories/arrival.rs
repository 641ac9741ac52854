//! A clerk enters what came.

use crate::stage::Stage;

/// What came, and how.
pub struct Arrival {
    pub channel: &'static str,
    pub arrived_on: &'static str,
    pub subject: &'static str,
}

impl Arrival {
    /// The clerk's form, filled in and not sent.
    pub async fn fill_in(&self, stage: &mut Stage) {
        let hand = &mut stage.hand;
        hand.open("/office/requests/register").await;
        hand.fill("applicant.name", "欧阳演示").await;
        hand.fill("applicant.identity.number", "11010519491231002X").await;
        hand.fill("applicant.phone", "0571-00000000").await;
        hand.fill("subject", self.subject).await;
        hand.choose("channel", self.channel).await;
        hand.fill("arrived_on", self.arrived_on).await;
        hand.choose("delivery", "online").await;
    }
}

/// Enters it; answers number and query code from the receipt.
pub async fn register(stage: &mut Stage, arrival: &Arrival) -> (String, String) {
    arrival.fill_in(stage).await;
    stage.hand.press("button[value=\"register\"]").await;
    (stage.hand.text("#request-number").await, stage.hand.text("#query-code").await)
}
