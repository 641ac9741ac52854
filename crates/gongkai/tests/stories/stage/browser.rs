//! The hand that uses Chromium. What it looks for, it looks for as the other hand does: in the main part first.

use super::axe;
use crate::driver::{Browsed, Browser};
use serde_json::Value;
use std::time::Duration;
use thirtyfour::WebElement;

/// Elements that match, those of the main part first.
const EVERY: &str = "
const every = css => { const all = Array.from(document.querySelectorAll(css)), main = document.querySelector('main');
  const inside = e => main && main.contains(e); return all.filter(inside).concat(all.filter(e => !inside(e))); };
const opened = e => { for (let d = e && e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; return e || null; };
const squeezed = text => text.replace(/[\\s\\u2068\\u2069]/g, '');
const controls = name => every('input[name], select[name], textarea[name]').filter(e => e.getAttribute('name') === name && e.type !== 'hidden');
";
const READ: &str = "
const silent = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'TEXTAREA', 'SELECT', 'HEAD']);
const blocks = /^(ADDRESS|ARTICLE|ASIDE|BR|CAPTION|DD|DETAILS|DIV|DL|DT|FIELDSET|FIGCAPTION|FIGURE|FOOTER|FORM|H1|H2|H3|HEADER|LEGEND|LI|MAIN|NAV|OL|P|SECTION|SUMMARY|TABLE|TD|TH|TR|UL)$/;
const read = node => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || silent.has(node.tagName.toUpperCase()) || !node.checkVisibility()) return '';
  const inner = Array.from(node.childNodes, read).join('');
  return blocks.test(node.tagName) ? ' ' + inner + ' ' : inner;
};
document.querySelectorAll('details').forEach(d => { d.open = true; });
const found = every(arguments[0])[0];
return found ? read(found) : null;";
const FETCH: &str = "
const [css, done] = arguments;
const target = every(css)[0];
const asked = async () => {
  if (!target) throw new Error('there is none');
  if (target.tagName === 'A') return fetch(target.href);
  const form = target.form, data = new FormData(form, target);
  const address = new URL(target.getAttribute('formaction') || form.getAttribute('action') || '', location.href);
  const parts = form.getAttribute('enctype') === 'multipart/form-data';
  return fetch(address, {method: 'POST', body: parts ? data : new URLSearchParams(data)});
};
asked().then(async answer => {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  done([answer.status, answer.headers.get('content-type') || '', Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('')]);
}).catch(fault => done([0, String(fault), '']));";

pub struct BrowserHand {
    browser: Browser,
    base: String,
    /// files that are to be attached
    files: tempfile::TempDir,
    faults: Vec<String>,
}

/// A gesture that must succeed.
fn done<T>(what: &str, answer: Browsed<T>) -> T {
    answer.unwrap_or_else(|fault| panic!("{what}: {fault}"))
}

impl BrowserHand {
    pub fn new(browser: Browser, base: String) -> BrowserHand {
        BrowserHand { browser, base, files: tempfile::tempdir().unwrap(), faults: Vec::new() }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// For gestures of single keys and of the mouse.
    pub fn driver(&self) -> &thirtyfour::WebDriver {
        &self.browser.driver
    }

    pub async fn address(&self) -> String {
        done("the address", self.browser.driver.current_url().await).to_string()
    }

    async fn element(&self, what: &str, script: &str, arguments: &[&str]) -> WebElement {
        let arguments: Vec<Value> = arguments.iter().map(|text| Value::from(*text)).collect();
        // A page that comes slowly is waited for.
        for _ in 0..40 {
            let found = self.browser.driver.execute(format!("{EVERY}return opened({script});"), arguments.clone()).await;
            if let Ok(element) = found.and_then(|answer| answer.element()) {
                return element;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let text = self.text("main").await.unwrap_or_default();
        panic!("no {what} at {}\n{text}", self.address().await);
    }

    async fn strings(&self, script: &str, argument: &str) -> Vec<String> {
        let found = self.browser.driver.execute(format!("{EVERY}return {script};"), vec![Value::from(argument)]).await;
        done(argument, found.and_then(|answer| answer.convert()))
    }

    pub async fn open(&mut self, path: &str) {
        done(path, self.browser.open(&format!("{}{path}", self.base)).await);
    }

    pub async fn fill(&mut self, name: &str, text: &str) {
        let control = self.element(name, "controls(arguments[0])[0]", &[name]).await;
        if done(name, control.prop("type").await).as_deref() == Some("date") {
            // A date control takes keys in the order of its language; what it holds is always year, month, day.
            let set = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', {bubbles: true}));";
            let arguments = vec![done(name, control.to_json()), Value::from(text)];
            done(name, self.browser.driver.execute(set, arguments).await);
            return;
        }
        done(name, control.clear().await);
        done(name, control.send_keys(text).await);
    }

    pub async fn choose(&mut self, name: &str, value: &str) {
        let what = format!("choice {value} of {name}");
        let script =
            "controls(arguments[0]).flatMap(e => e.tagName === 'SELECT' ? Array.from(e.options) : [e]).find(e => e.value === arguments[1])";
        let choice = self.element(&what, script, &[name, value]).await;
        if !done(&what, choice.is_selected().await) {
            done(&what, choice.click().await);
        }
    }

    pub async fn offered(&mut self, name: &str) -> Vec<String> {
        self.strings("controls(arguments[0]).flatMap(e => e.tagName === 'SELECT' ? Array.from(e.options) : [e]).map(e => e.value)", name)
            .await
    }

    pub async fn attach(&mut self, name: &str, file_name: &str, bytes: &[u8]) {
        let file = self.files.path().join(file_name);
        std::fs::write(&file, bytes).unwrap();
        let control = self.element(name, "controls(arguments[0])[0]", &[name]).await;
        done(name, control.send_keys(file.to_str().unwrap()).await);
    }

    pub async fn press(&mut self, css: &str) {
        let button = self.element(css, "every(arguments[0])[0]", &[css]).await;
        self.away(css, button).await;
    }

    pub async fn press_text(&mut self, text: &str) {
        let script = "every('button').find(e => e.type === 'submit' && squeezed(e.textContent) === squeezed(arguments[0]))";
        let button = self.element(text, script, &[text]).await;
        self.away(text, button).await;
    }

    pub async fn follow(&mut self, text: &str) {
        let script = "every('main a[href]').find(e => squeezed(e.textContent).includes(squeezed(arguments[0])))";
        let link = self.element(text, script, &[text]).await;
        self.away(text, link).await;
    }

    async fn away(&self, what: &str, element: WebElement) {
        done(what, element.click().await);
        done(what, self.browser.left(&element).await);
    }

    pub async fn text(&self, css: &str) -> Option<String> {
        let found = self.browser.driver.execute(format!("{EVERY}{READ}"), vec![Value::from(css)]).await;
        let text: Option<String> = done(css, found.and_then(|answer| answer.convert()));
        text.map(|text| super::document::tidy(&text))
    }

    pub async fn value(&mut self, name: &str) -> String {
        let script = "controls(arguments[0]).filter(e => !['radio', 'checkbox'].includes(e.type) || e.checked).map(e => e.value)";
        self.strings(script, name).await.into_iter().next().unwrap_or_default()
    }

    pub async fn names(&mut self, css: &str) -> Vec<String> {
        let all = self.strings("every(arguments[0]).map(e => e.getAttribute('name') || '')", css).await;
        super::each_once(all)
    }

    pub async fn download(&mut self, css: &str) -> (u16, String, Vec<u8>) {
        let answer = self.browser.driver.execute_async(format!("{EVERY}{FETCH}"), vec![Value::from(css)]).await;
        let (status, kind, bytes): (u16, String, String) = done(css, answer.and_then(|answer| answer.convert()));
        let bytes = (0..bytes.len() / 2).map(|place| u8::from_str_radix(&bytes[place * 2..place * 2 + 2], 16).unwrap()).collect();
        (status, kind, bytes)
    }

    pub async fn looked_at(&mut self) {
        let faults = done("axe", axe::look(&self.browser).await);
        self.faults.extend(faults);
    }

    pub async fn stop(self) -> Vec<String> {
        self.browser.stop().await;
        self.faults
    }
}
