//! What officers do.

use crate::{
    common::{Account, Server, account},
    driver::{Browsed, Browser},
};
use std::path::Path;

pub async fn sign_in(browser: &Browser, server: &Server, who: &Account) -> Browsed<()> {
    browser.open(&server.url("/sign-in")).await?;
    browser.fill("sign_in", &who.sign_in).await?;
    browser.fill("password", &who.password).await?;
    browser.press("main form button").await?;
    browser.there("form[action$=\"/sign-out\"]").await
}

pub async fn sign_out(browser: &Browser) -> Browsed<()> {
    browser.press("form[action$=\"/sign-out\"] button").await
}

/// Chooses an outcome, fills in what it asks for, submits it for review.
pub async fn draft(browser: &Browser, server: &Server, data: &Path, number: &str) -> Browsed<()> {
    sign_in(browser, server, &account(data, "case-officer", "hz-housing")).await?;
    browser.open(&server.url(&format!("/office/requests/{number}/draft"))).await?;
    browser.click("input[name=\"outcome\"][value=\"4.1\"]").await?;
    browser.press("main form button").await?;
    browser.click("input[name=\"ground\"]").await?;
    browser.fill_all("main form textarea", "已检索本机关档案和办公系统，未查到（演示）。").await?;
    browser.press("button[value=\"submit\"]").await?;
    browser.heading().await?;
    sign_out(browser).await
}

/// Reviews or approves.
pub async fn pass(browser: &Browser, server: &Server, who: &Account, number: &str) -> Browsed<()> {
    sign_in(browser, server, who).await?;
    browser.open(&server.url(&format!("/office/requests/{number}"))).await?;
    browser.press("button[value=\"pass\"]").await?;
    sign_out(browser).await
}

pub async fn send(browser: &Browser, server: &Server, data: &Path, number: &str) -> Browsed<()> {
    sign_in(browser, server, &account(data, "case-officer", "hz-housing")).await?;
    browser.open(&server.url(&format!("/office/requests/{number}"))).await?;
    browser.press("form[action$=\"/send\"] button").await?;
    sign_out(browser).await
}
