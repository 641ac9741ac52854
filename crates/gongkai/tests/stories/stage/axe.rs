//! Axe on a page as it stands, at the width of a desk and of a phone; and no page wider than its window.

use crate::{
    common::{skipped, variable},
    driver::{Browsed, Browser},
};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Mutex, PoisonError},
};

const WIDTHS: [u32; 2] = [1280, 360];
const RUN: &str = "const done = arguments[0];
axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}}).then(
  found => done(found.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))),
  fault => done(['axe: ' + fault]));";
/// What stands out of the window, the innermost last; nothing where nothing does.
const WIDER: &str = "
const width = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= width) return [];
const out = Array.from(document.querySelectorAll('body *')).filter(e => e.getBoundingClientRect().right > width + 0.5);
return ['the page is wider than its window'].concat(out.slice(-3).map(e =>
  `${e.tagName.toLowerCase()}.${e.getAttribute('class') || ''} ends at ${Math.round(e.getBoundingClientRect().right)}: ${e.textContent.trim().slice(0, 40)}`));";
/// What makes a kind of page: where it is, its headings, its controls, and whether something was wrong.
const KIND: &str = "
const names = css => Array.from(document.querySelectorAll('main ' + css), e => e.getAttribute('name') || e.id || e.textContent.trim());
return [location.pathname, ...names('h1:not(.grid h1)'), ...names('h2'), ...names('h3'), ...names('[name]'), ...names('.notice, #errors, .letter-frame').map(() => '!')]
  .map(text => text.replace(/[A-Za-z0-9_%-]*[0-9][A-Za-z0-9_%-]*/g, '#')).join('\\n');";
/// Names a folder into which each page that is looked at is drawn, for eyes.
const PICTURES: &str = "GONGKAI_TEST_PICTURES";
static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// What is wrong with the page; nothing where another of its kind was looked at before.
pub async fn look(browser: &Browser) -> Browsed<Vec<String>> {
    let kind: String = browser.driver.execute(KIND, Vec::new()).await?.convert()?;
    if !SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(kind) {
        return Ok(Vec::new());
    }
    let Some(axe) = variable("GONGKAI_TEST_AXE") else {
        skipped("axe: GONGKAI_TEST_AXE does not name axe.min.js");
        return Ok(Vec::new());
    };
    let address = browser.driver.current_url().await?;
    let title: String = browser.driver.execute("return document.title;", Vec::<Value>::new()).await?.convert()?;
    browser.driver.execute(std::fs::read_to_string(axe).unwrap(), Vec::new()).await?;
    let mut faults = Vec::new();
    for width in WIDTHS {
        browser.driver.cdp().emulation().set_device_metrics_override(width, 900, 1.0, width < 500).await?;
        let mut found: Vec<String> = browser.driver.execute(WIDER, Vec::new()).await?.convert()?;
        let axe: Vec<String> = browser.driver.execute_async(RUN, Vec::new()).await?.convert()?;
        found.extend(axe);
        faults.extend(found.into_iter().map(|fault| format!("{} “{title}” at {width}: {fault}", address.path())));
        if let Some(folder) = variable(PICTURES) {
            draw(browser, width, &format!("{folder}/{}-{width}.png", address.path().replace('/', "_"))).await?;
        }
    }
    browser.driver.cdp().emulation().clear_device_metrics_override().await?;
    Ok(faults)
}

/// Draws the whole page; one of the same address and width gets a further number.
async fn draw(browser: &Browser, width: u32, file: &str) -> Browsed<()> {
    let height: u32 = browser.driver.execute("return document.documentElement.scrollHeight;", Vec::<Value>::new()).await?.convert()?;
    browser.driver.cdp().emulation().set_device_metrics_override(width, height.max(900), 1.0, width < 500).await?;
    let mut files = (1..).map(|number| file.replace(".png", &format!("-{number}.png")));
    let free = files.find(|file| !Path::new(file).exists()).unwrap();
    std::fs::write(free, browser.driver.screenshot_as_png().await?).unwrap();
    Ok(())
}
