//! Who visits: the same gestures by a browser or by an HTTP client that reads what a browser would show.

use super::{browser::BrowserHand, document::squeezed, http::HttpHand, world};
use crate::driver::Browser;
use identity::Role;

/// A visitor with one window and one set of cookies. A gesture that finds no such control, button or link panics with
/// what the page says.
pub enum Hand {
    Browser(Box<BrowserHand>),
    Http(Box<HttpHand>),
}

/// The same gesture of either hand.
macro_rules! either {
    ($hand:expr, $inner:ident => $gesture:expr) => {
        match $hand {
            Hand::Browser($inner) => $gesture,
            Hand::Http($inner) => $gesture,
        }
    };
}

impl Hand {
    pub fn browser(browser: Browser, base: String) -> Hand {
        Hand::Browser(Box::new(BrowserHand::new(browser, base)))
    }

    pub fn http(base: String) -> Hand {
        Hand::Http(Box::new(HttpHand::new(base)))
    }

    pub fn base(&self) -> &str {
        either!(self, hand => hand.base())
    }

    /// Goes to a path of the portal.
    pub async fn open(&mut self, path: &str) {
        either!(self, hand => hand.open(path).await);
    }

    /// Types into an input or text area, whatever stood in it; a day as `2026-03-02`.
    pub async fn fill(&mut self, name: &str, text: &str) {
        either!(self, hand => hand.fill(name, text).await);
    }

    /// Chooses an option of a select, a radio button or a check box, by its value.
    pub async fn choose(&mut self, name: &str, value: &str) {
        either!(self, hand => hand.choose(name, value).await);
    }

    /// Chooses the first that is offered.
    pub async fn choose_first(&mut self, name: &str) {
        let value = either!(self, hand => hand.offered(name).await).into_iter().find(|value| !value.is_empty());
        self.choose(name, &value.unwrap_or_else(|| panic!("{name} offers nothing"))).await;
    }

    /// Adds a file to a file control.
    pub async fn attach(&mut self, name: &str, file_name: &str, bytes: &[u8]) {
        either!(self, hand => hand.attach(name, file_name, bytes).await);
    }

    /// Presses a submit button; answers when the next page is there.
    pub async fn press(&mut self, css: &str) {
        either!(self, hand => hand.press(css).await);
    }

    /// The submit button with this text.
    pub async fn press_text(&mut self, text: &str) {
        either!(self, hand => hand.press_text(text).await);
    }

    /// A link in the main part that holds this text.
    pub async fn follow(&mut self, text: &str) {
        either!(self, hand => hand.follow(text).await);
    }

    /// The text of the first element that matches, blanks made one.
    pub async fn text(&mut self, css: &str) -> String {
        match self.text_if_there(css).await {
            Some(text) => text,
            None => panic!("no {css}\n{}", self.described().await),
        }
    }

    async fn text_if_there(&mut self, css: &str) -> Option<String> {
        either!(self, hand => hand.text(css).await)
    }

    /// Whether an element matches.
    pub async fn has(&mut self, css: &str) -> bool {
        self.text_if_there(css).await.is_some()
    }

    /// What stands in a control.
    pub async fn value(&mut self, name: &str) -> String {
        either!(self, hand => hand.value(name).await)
    }

    /// Names of the controls that match, each once, in their order.
    pub async fn names(&mut self, css: &str) -> Vec<String> {
        either!(self, hand => hand.names(css).await)
    }

    pub async fn main_text(&mut self) -> String {
        self.text_if_there("main").await.unwrap_or_default()
    }

    /// Asserts that the page says this, however it is broken into lines.
    pub async fn sees(&mut self, text: &str) {
        if !squeezed(&self.main_text().await).contains(&squeezed(text)) {
            panic!("“{text}” is not to be seen\n{}", self.described().await);
        }
    }

    /// Asserts that the page does not say this.
    pub async fn sees_not(&mut self, text: &str) {
        if squeezed(&self.main_text().await).contains(&squeezed(text)) {
            panic!("“{text}” is to be seen\n{}", self.described().await);
        }
    }

    /// Asserts that the form came back with a remark at this control, and answers the remark.
    pub async fn refused_at(&mut self, name: &str) -> String {
        let remark = self.text(&format!("[id=\"f-{name}-error\"]")).await;
        let summary = self.text("#errors").await;
        assert!(squeezed(&summary).contains(&squeezed(&remark)), "the summary says it, too: {summary}");
        remark
    }

    /// Presses a button or follows a link that answers with a file: content type and bytes. The page stays.
    pub async fn download(&mut self, css: &str) -> (String, Vec<u8>) {
        let (status, kind, bytes) = either!(self, hand => hand.download(css).await);
        if status != 200 {
            panic!("{css} answered {status} {kind}: {}\n{}", String::from_utf8_lossy(&bytes), self.described().await);
        }
        (kind, bytes)
    }

    /// In a browser: axe at the width of a desk and of a phone, and nothing wider than its window, once for each kind
    /// of page.
    pub async fn looked_at(&mut self) {
        if let Hand::Browser(hand) = self {
            hand.looked_at().await;
        }
    }

    /// Signs in whoever holds this role at this body, whoever was signed in before.
    pub async fn sign_in(&mut self, role: Role, organisation: &str) {
        self.sign_in_as(&world::sign_in(role, organisation)).await;
    }

    /// The same by the sign-in name.
    pub async fn sign_in_as(&mut self, name: &str) {
        self.open("/sign-in").await;
        if self.has(SIGN_OUT).await {
            self.sign_out().await;
            self.open("/sign-in").await;
        }
        self.fill("sign_in", name).await;
        self.fill("password", world::PASSWORD).await;
        self.press("main form button").await;
        if !self.has(SIGN_OUT).await {
            panic!("{name} is not signed in\n{}", self.described().await);
        }
    }

    pub async fn sign_out(&mut self) {
        self.press(&format!("{SIGN_OUT} button")).await;
    }

    async fn described(&mut self) -> String {
        let address = either!(self, hand => hand.address().await);
        format!("{address}\n{}", self.main_text().await)
    }

    /// Where a story broke off.
    pub async fn show_where(&mut self) {
        println!("the story broke off at {}", self.described().await);
    }

    /// Ends it; answers the faults of the pages that were looked at.
    pub async fn stop(self) -> Vec<String> {
        match self {
            Hand::Browser(hand) => hand.stop().await,
            Hand::Http(_) => Vec::new(),
        }
    }
}

const SIGN_OUT: &str = "form[action$=\"/sign-out\"]";
