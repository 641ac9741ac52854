//! What nearly every story does: asking, following, answering.

use super::Stage;
use identity::Role::{self, Approver, CaseOfficer, Clerk, LegalReviewer, Reviewer};

pub const HOUSING: &str = "hz-housing";
/// A synthetic name and a number that passes its check digit.
const NAME: &str = "欧阳演示";
const IDENTITY: &str = "11010519491231002X";
const PHONE: &str = "0571-00000000";

impl Stage {
    /// Asks online; both sides confirm on the same day. Answers number and query code.
    pub async fn ask_online(&mut self, subject: &str) -> (String, String) {
        let (number, code) = self.ask_unconfirmed(subject).await;
        self.confirmed(&number, &code).await;
        (number, code)
    }

    /// Asks online; nobody has confirmed yet.
    pub async fn ask_unconfirmed(&mut self, subject: &str) -> (String, String) {
        let hand = &mut self.hand;
        hand.open("/requests/new").await;
        hand.choose("organisation", HOUSING).await;
        hand.fill("subject", subject).await;
        hand.fill("description", "2025 年度的全部内容（演示）").await;
        hand.fill("applicant.name", NAME).await;
        hand.fill("applicant.identity.number", IDENTITY).await;
        hand.fill("applicant.phone", PHONE).await;
        hand.press("button[value=\"check\"]").await;
        hand.press("button[value=\"submit\"]").await;
        (hand.text("#request-number").await, hand.text("#query-code").await)
    }

    /// The requester and then an officer confirm a request that came online.
    pub async fn confirmed(&mut self, number: &str, code: &str) {
        self.followed(number, code).await;
        self.hand.press("form[action$=\"/requests/status/confirm\"] button").await;
        self.hand.sign_in(CaseOfficer, HOUSING).await;
        self.hand.open(&format!("/office/requests/{number}")).await;
        let today = self.app().today().to_string();
        self.hand.fill("confirmed_on", &today).await;
        self.hand.fill("how", "电话告知申请人已收到（演示）").await;
        self.hand.press("button[value=\"organisation\"]").await;
        self.hand.sign_out().await;
    }

    /// A clerk enters it at the counter. Answers number and query code.
    pub async fn at_counter(&mut self, subject: &str) -> (String, String) {
        self.hand.sign_in(Clerk, HOUSING).await;
        let hand = &mut self.hand;
        hand.open("/office/requests/register").await;
        hand.fill("applicant.name", NAME).await;
        hand.fill("applicant.identity.number", IDENTITY).await;
        hand.fill("applicant.phone", PHONE).await;
        hand.fill("subject", subject).await;
        hand.press("button[value=\"register\"]").await;
        let made = (hand.text("#request-number").await, hand.text("#query-code").await);
        hand.sign_out().await;
        made
    }

    /// Drafts with this outcome, has it reviewed, its legality reviewed and approved by other persons, and sends it.
    pub async fn reply(&mut self, number: &str, outcome: &str) {
        self.draft(number, outcome).await;
        self.checked(number).await;
        self.sent(number).await;
    }

    /// A draft that asks for legal review goes to review.
    pub async fn draft(&mut self, number: &str, outcome: &str) {
        self.hand.sign_in(CaseOfficer, HOUSING).await;
        let hand = &mut self.hand;
        hand.open(&format!("/office/requests/{number}/draft?outcome={outcome}")).await;
        hand.choose_first("ground").await;
        for name in hand.names("main form textarea[aria-required]").await {
            hand.fill(&name, "依照上述条款办理，内容见附件和说明（演示）。").await;
        }
        if outcome == "4.1" {
            hand.fill("search_made", "检索了本机关档案系统（演示）。").await;
        }
        hand.choose("legal_review", "yes").await;
        hand.press("button[value=\"submit\"]").await;
        hand.sees("待审核").await;
        hand.sign_out().await;
    }

    /// Review, legal review and approval, each passed by its own person.
    pub async fn checked(&mut self, number: &str) {
        for role in [Reviewer, LegalReviewer, Approver] {
            self.hand.sign_in(role, HOUSING).await;
            self.hand.open(&format!("/office/requests/{number}")).await;
            self.hand.press("button[value=\"pass\"]").await;
            self.hand.sign_out().await;
        }
    }

    /// The letter goes out.
    pub async fn sent(&mut self, number: &str) {
        self.hand.sign_in(CaseOfficer, HOUSING).await;
        self.hand.open(&format!("/office/requests/{number}")).await;
        self.hand.press("form[action$=\"/send\"] button").await;
        self.hand.sign_out().await;
    }

    /// The requester's own page of the case.
    pub async fn followed(&mut self, number: &str, code: &str) {
        self.hand.open("/requests/status").await;
        self.hand.fill("number", number).await;
        self.hand.fill("query_code", code).await;
        self.hand.press("main form button").await;
        self.hand.sees(number).await;
    }

    /// The requester opens the newest letter, and reads it as a file, too. Answers the letter's text.
    pub async fn letter_read(&mut self, number: &str, code: &str) -> String {
        self.followed(number, code).await;
        let (kind, pdf) = self.hand.download("#letters button[value=\"pdf\"]").await;
        assert!(kind.starts_with("application/pdf") && pdf.starts_with(b"%PDF-"), "{kind}");
        self.hand.press("#letters button[value=\"html\"]").await;
        self.hand.text(".letter-frame").await
    }

    /// The page of a case in the office, as somebody of the body that was asked.
    pub async fn at_case(&mut self, role: Role, number: &str) {
        self.hand.sign_in(role, HOUSING).await;
        self.hand.open(&format!("/office/requests/{number}")).await;
        self.hand.sees(number).await;
    }

    /// The form of an act on a case, by the link on the page of the case that holds this text.
    pub async fn begin(&mut self, role: Role, number: &str, act: &str) {
        self.at_case(role, number).await;
        self.hand.follow(act).await;
        self.hand.looked_at().await;
    }

    /// What was filled in is shown as it would be, and then done.
    pub async fn look_and_do(&mut self) {
        self.hand.press("button[value=\"look\"]").await;
        self.hand.looked_at().await;
        self.hand.press("button[value=\"send\"]").await;
        self.hand.looked_at().await;
    }
}
