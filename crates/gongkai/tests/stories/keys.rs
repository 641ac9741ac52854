//! What a hand does without a mouse, and once with nothing but one. The hand that speaks HTTP sends what comes of it.

use crate::stage::Hand;
use std::time::Duration;
use thirtyfour::{By, Key, WebDriver, WebElement};

/// A page has fewer places at which Tab stops.
const STOPS: usize = 80;

impl Hand {
    /// Types into a control that is reached by Tab alone; what stood in an input is selected there, and replaced.
    pub async fn key_in(&mut self, name: &str, text: &str) {
        match self {
            Hand::Browser(hand) => {
                tab_to(hand.driver(), name).await;
                send(hand.driver(), text).await;
            }
            Hand::Http(_) => self.fill(name, text).await,
        }
    }

    /// Chooses a radio button by Tab and arrow keys.
    pub async fn key_choose(&mut self, name: &str, value: &str) {
        match self {
            Hand::Browser(hand) => {
                let driver = hand.driver();
                tab_to(driver, name).await;
                for _ in 0..STOPS {
                    if driver.active_element().await.unwrap().value().await.unwrap().as_deref() == Some(value) {
                        return;
                    }
                    send(driver, Key::Down).await;
                }
                panic!("no arrow leads to {value} of {name}");
            }
            Hand::Http(_) => self.choose(name, value).await,
        }
    }

    /// Enter in the control that has the focus sends the form as its first button does.
    pub async fn key_enter(&mut self, button: &str) {
        match self {
            Hand::Browser(hand) => leave_by(hand.driver(), async |driver| send(driver, Key::Enter).await).await,
            Hand::Http(_) => self.press(button).await,
        }
    }

    /// The button with an access key, by it.
    pub async fn key_access(&mut self, letter: &str) {
        match self {
            Hand::Browser(hand) => {
                let press = async |driver: &WebDriver| {
                    driver.action_chain().key_down(Key::Alt).send_keys(letter).key_up(Key::Alt).perform().await.unwrap();
                };
                leave_by(hand.driver(), press).await;
            }
            Hand::Http(_) => self.press(&format!("button[accesskey=\"{letter}\"]")).await,
        }
    }

    /// Draws a box over the page of a document, with the mouse: from the left, from the top, width, height, in per cent.
    /// Without a mouse the same is typed as numbers.
    pub async fn draw_box(&mut self, [x, y, width, height]: [f64; 4]) {
        match self {
            Hand::Browser(hand) => drag(hand.driver(), [x, y], [x + width, y + height]).await,
            Hand::Http(_) => {
                for (name, number) in [("x", x), ("y", y), ("width", width), ("height", height)] {
                    self.fill(name, &number.to_string()).await;
                }
            }
        }
    }
}

async fn send(driver: &WebDriver, keys: impl Into<thirtyfour::TypingData>) {
    driver.action_chain().send_keys(keys).perform().await.unwrap();
}

async fn tab_to(driver: &WebDriver, name: &str) {
    for _ in 0..STOPS {
        if driver.active_element().await.unwrap().attr("name").await.unwrap().as_deref() == Some(name) {
            return;
        }
        send(driver, Key::Tab).await;
    }
    panic!("Tab does not lead to {name}");
}

/// Does something that leads to another page, and waits for that page.
async fn leave_by(driver: &WebDriver, gesture: impl AsyncFnOnce(&WebDriver)) {
    let here = main(driver).await.unwrap();
    gesture(driver).await;
    for _ in 0..200 {
        if here.tag_name().await.is_err() && main(driver).await.is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no key led to another page");
}

async fn main(driver: &WebDriver) -> Option<WebElement> {
    driver.find(By::Css("main")).await.ok()
}

async fn drag(driver: &WebDriver, from: [f64; 2], to: [f64; 2]) {
    let place = "const area = document.querySelector('figure.sheet svg'); area.scrollIntoView({block: 'start'});
        const {left, top, width, height} = area.getBoundingClientRect(); return [left, top, width, height];";
    let [left, top, width, height]: [f64; 4] = driver.execute(place, Vec::new()).await.unwrap().convert().unwrap();
    let point = |[x, y]: [f64; 2]| ((left + width * x / 100.0) as i64, (top + height * y / 100.0) as i64);
    let ((from_x, from_y), (to_x, to_y)) = (point(from), point(to));
    let chain = driver.action_chain().move_to(from_x, from_y).click_and_hold().move_to(to_x - 5, to_y - 5).move_to(to_x, to_y).release();
    chain.perform().await.unwrap();
}
