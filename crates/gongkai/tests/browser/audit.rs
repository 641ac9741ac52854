//! Axe on each page, at the width of a desk and of a phone; and no page wider than its window.

use crate::{
    common::{Server, account, skipped, variable},
    driver::{Browsed, Browser},
    people,
};
use serde_json::Value;
use std::path::Path;

const WIDTHS: [u32; 2] = [1280, 360];
const RUN: &str = "const done = arguments[0];
axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}}).then(
  found => done(found.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))),
  fault => done(['axe: ' + fault]));";
const WIDER: &str = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;";

/// Pages that everybody sees.
const PUBLIC: [&str; 15] = [
    "/",
    "/en",
    "/documents",
    "/documents?q=政务公开",
    "/documents?q=无此文件无此文件",
    "/guide",
    "/organisations",
    "/requests",
    "/requests/new",
    "/requests/status",
    "/law",
    "/law/deadline?received=2016-08-17&organisation=hz-housing",
    "/ledger",
    "/ledger/verify",
    "/no-such-page",
];
/// Pages of the office, with the role that sees them.
const OFFICE: [(&str, &str, &[&str]); 8] = [
    (
        "case-officer",
        "hz-housing",
        &["/office", "/office/requests", "/account", "/office/work", "/office/notices", "/office/absence", "/office/reach", "/office/mail"],
    ),
    ("approver", "hz-housing", &["/office/unheld"]),
    ("clerk", "hz-housing", &["/office/requests/new"]),
    ("publisher", "hz-housing", &["/office/documents", "/office/documents/new"]),
    ("city-office", "hz-office", &["/office/overview"]),
    (
        "system-administrator",
        "hz",
        &[
            "/office/organisations",
            "/office/organisations/new",
            "/office/organisations/hz-housing",
            "/office/organisations/hz-housing/end",
            "/office/people",
            "/office/people/new",
        ],
    ),
    ("security-administrator", "hz", &["/office/people?q=housing", "/office/permissions"]),
    ("auditor", "hz", &["/office/audit", "/office/audit/sign-ins"]),
];

pub async fn pages(browser: &Browser, server: &Server, data: &Path) -> Browsed<()> {
    let Some(axe) = variable("GONGKAI_TEST_AXE") else {
        skipped("axe: GONGKAI_TEST_AXE does not name axe.min.js");
        return Ok(());
    };
    let axe = std::fs::read_to_string(axe).unwrap();
    let mut faults = Vec::new();
    let mut looked = 0;
    let mut public: Vec<String> = PUBLIC.iter().map(|path| (*path).to_owned()).collect();
    public.push(first_link(browser, server, "/documents?q=杭政办发电〔2016〕6号", "main a[href*=\"/documents/\"]").await?);
    public.push("/sign-in".to_owned());
    for path in &public {
        look(browser, server, path, &axe, &mut faults).await?;
        looked += 1;
    }
    for (role, organisation, paths) in OFFICE {
        people::sign_in(browser, server, &account(data, role, organisation)).await?;
        let mut paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        if role == "case-officer" {
            let case = first_link(browser, server, "/office", "main a[href*=\"/office/requests/\"]").await?;
            let open = case.split(['?', '#']).next().unwrap_or_default().trim_end_matches("/days").to_owned();
            paths.extend(["", "/days", "/draft", "/draft?outcome=3.1"].map(|part| format!("{open}{part}")));
        }
        for path in &paths {
            look(browser, server, path, &axe, &mut faults).await?;
            looked += 1;
        }
        people::sign_out(browser).await?;
    }
    println!("axe looked at {looked} pages");
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    Ok(())
}

async fn first_link(browser: &Browser, server: &Server, path: &str, css: &str) -> Browsed<String> {
    browser.open(&server.url(path)).await?;
    let links = browser
        .driver
        .execute("return Array.from(document.querySelectorAll(arguments[0])).map(a => a.getAttribute('href'));", vec![Value::from(css)])
        .await?;
    let links: Vec<String> = links.convert()?;
    let link = links.into_iter().find(|link| !link.contains(".csv") && !link.ends_with("/new") && !link.ends_with(".atom"));
    Ok(link.unwrap_or_else(|| panic!("no {css} on {path}")))
}

async fn look(browser: &Browser, server: &Server, path: &str, axe: &str, faults: &mut Vec<String>) -> Browsed<()> {
    for width in WIDTHS {
        browser.driver.cdp().emulation().set_device_metrics_override(width, 900, 1.0, width < 500).await?;
        browser.open(&server.url(path)).await?;
        browser.heading().await?;
        let wider: i64 = browser.driver.execute(WIDER, Vec::new()).await?.convert()?;
        if wider > 0 {
            faults.push(format!("{path} at {width}: {wider} px wider than its window"));
        }
        browser.driver.execute(axe.to_owned(), Vec::new()).await?;
        let found: Vec<String> = browser.driver.execute_async(RUN, Vec::new()).await?.convert()?;
        faults.extend(found.into_iter().map(|fault| format!("{path} at {width}: {fault}")));
    }
    browser.driver.cdp().emulation().clear_device_metrics_override().await
}
