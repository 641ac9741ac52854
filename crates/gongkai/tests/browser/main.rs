//! The story as people live it, in headless Chromium: on SQLite whole, with axe on every page at two widths; on
//! PostgreSQL its main pages.

#![expect(clippy::unwrap_used, reason = "a test that meets what it does not expect has failed")]

mod audit;
#[path = "../common/mod.rs"]
mod common;
mod driver;
mod people;

use common::{Server, account, skipped};
use driver::{Browsed, Browser};
use std::path::Path;

const WRONG: &str = "110105194912310021";
const RIGHT: &str = "11010519491231002X";
const TITLE: &str = "进一步加强和改进政务公开工作";

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_on_sqlite() {
    let Some(browser) = Browser::start().await else { return skipped("the browser: chromedriver or chromium is missing") };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::demo(&data, None);
    let told = story(&browser, &server, &data).await;
    let audited = match &told {
        Ok(()) => audit::pages(&browser, &server, &data).await,
        Err(_) => Ok(()),
    };
    if told.is_err() || audited.is_err() {
        browser.show_where().await;
    }
    browser.stop().await;
    told.unwrap();
    audited.unwrap();
    assert_eq!(server.stop().0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn main_pages_on_postgresql() {
    let Some(url) = store::testing::postgres_url() else {
        return skipped("the browser on PostgreSQL: GONGKAI_TEST_POSTGRES_URL is not set");
    };
    store::testing::on_postgres(&url, |instance| async move {
        let Some(browser) = Browser::start().await else { return skipped("the browser: chromedriver or chromium is missing") };
        let server = Server::demo(&instance.data, instance.postgres.as_deref());
        let told = main_pages(&browser, &server, &instance.data).await;
        browser.stop().await;
        told.unwrap();
    })
    .await;
}

async fn main_pages(browser: &Browser, server: &Server, data: &Path) -> Browsed<()> {
    read_the_notice(browser, server).await?;
    let (number, code) = ask(browser, server).await?;
    follow(browser, server, &number, &code).await?;
    people::sign_in(browser, server, &account(data, "case-officer", "hz-housing")).await?;
    browser.open(&server.url(&format!("/office/requests/{number}/days"))).await?;
    browser.heading().await?;
    people::sign_out(browser).await
}

async fn story(browser: &Browser, server: &Server, data: &Path) -> Browsed<()> {
    read_the_notice(browser, server).await?;
    let (number, code) = ask(browser, server).await?;
    let before = follow(browser, server, &number, &code).await?;
    assert!(!before.contains("letter-frame"), "no reply yet");
    people::draft(browser, server, data, &number).await?;
    people::pass(browser, server, &account(data, "reviewer", "hz-housing"), &number).await?;
    people::pass(browser, server, &account(data, "legal-reviewer", "hz-housing"), &number).await?;
    people::pass(browser, server, &account(data, "approver", "hz-housing"), &number).await?;
    people::send(browser, server, data, &number).await?;
    follow(browser, server, &number, &code).await?;
    browser.press("#letters button[value=\"html\"]").await?;
    assert!(browser.source().await?.contains("letter-frame"), "the citizen reads the reply");
    Ok(())
}

async fn read_the_notice(browser: &Browser, server: &Server) -> Browsed<()> {
    browser.open(&server.url("/")).await?;
    browser.fill("q", "杭政办发电[2016]6号").await?;
    browser.press("main form[method=\"get\"] button, .hero form button, form[role=\"search\"] button").await?;
    browser.follow_text(TITLE).await?;
    let heading = browser.heading().await?;
    assert!(heading.contains(TITLE), "{heading}");
    Ok(())
}

/// Fills the form with a wrong identity number, corrects it, submits; answers number and query code.
async fn ask(browser: &Browser, server: &Server) -> Browsed<(String, String)> {
    browser.open(&server.url("/requests/new")).await?;
    browser.choose("organisation", "hz-housing").await?;
    browser.fill("subject", "物业维修资金收支").await?;
    browser.fill("description", "2015 年度各小区收支汇总").await?;
    browser.fill("applicant.name", "欧阳演示").await?;
    browser.fill("applicant.identity.number", WRONG).await?;
    browser.fill("applicant.phone", "13800000000").await?;
    browser.press("button[value=\"check\"]").await?;
    browser.there("#errors").await?;
    browser.there("[id=\"f-applicant.identity.number-error\"]").await?;
    assert_eq!(browser.value("subject").await?, "物业维修资金收支", "what was typed is kept");
    browser.fill("applicant.identity.number", RIGHT).await?;
    browser.press("button[value=\"check\"]").await?;
    browser.press("button[value=\"submit\"]").await?;
    Ok((browser.text("#request-number").await?, browser.text("#query-code").await?))
}

/// Answers the page's source.
async fn follow(browser: &Browser, server: &Server, number: &str, code: &str) -> Browsed<String> {
    browser.open(&server.url("/requests/status")).await?;
    browser.fill("number", number).await?;
    browser.fill("query_code", code).await?;
    browser.press("main form button").await?;
    let source = browser.source().await?;
    assert!(source.contains(number), "the case of {number}");
    Ok(source)
}
