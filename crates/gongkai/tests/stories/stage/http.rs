//! The hand that speaks HTTP: it reads a page's HTML, and sends what a browser would send of its forms.

use super::{
    document::{ancestor, controls, every, first, shown, squeezed},
    each_once,
    submission::{Filled, Sending, address_of, options, place, submission},
};
use reqwest::{Client, Response, Url, header};
use scraper::{ElementRef, Html};
use std::time::Duration;

pub struct HttpHand {
    client: Client,
    base: String,
    address: Url,
    page: Html,
    filled: Filled,
}

impl HttpHand {
    pub fn new(base: String) -> HttpHand {
        let mut headers = header::HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, header::HeaderValue::from_static("zh-CN"));
        headers.insert("sec-fetch-site", header::HeaderValue::from_static("same-origin"));
        let client = Client::builder().cookie_store(true).default_headers(headers).timeout(Duration::from_secs(60)).build().unwrap();
        let address = Url::parse(&base).unwrap();
        HttpHand { client, base, address, page: Html::new_document(), filled: Filled::default() }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    pub async fn address(&self) -> String {
        self.address.to_string()
    }

    /// The answer is the page that is looked at from now on.
    async fn land(&mut self, answer: Response) {
        let (address, status) = (answer.url().clone(), answer.status());
        let kind = kind_of(&answer);
        let text = answer.text().await.unwrap();
        assert!(!status.is_server_error(), "{address} answered {status}\n{text}");
        assert!(kind.starts_with("text/html"), "{address} answered {kind}: a file is downloaded");
        self.page = Html::parse_document(&text);
        self.address = address;
        self.filled = Filled::default();
    }

    pub async fn open(&mut self, path: &str) {
        let answer = self.client.get(format!("{}{path}", self.base)).send().await.unwrap();
        self.land(answer).await;
    }

    fn missing(&self, what: &str) -> ! {
        let text = first(&self.page, "main").map(shown).unwrap_or_default();
        panic!("no {what} at {}\n{text}", self.address)
    }

    fn control(&self, name: &str) -> ElementRef<'_> {
        controls(&self.page, name).into_iter().next().unwrap_or_else(|| self.missing(name))
    }

    pub async fn fill(&mut self, name: &str, text: &str) {
        let control = self.control(name);
        // A browser's input lets no more than this be typed.
        let most = control.attr("maxlength").and_then(|most| most.parse().ok()).unwrap_or(usize::MAX);
        let id = place(control);
        self.filled.texts.insert(id, text.chars().take(most).collect());
    }

    pub async fn choose(&mut self, name: &str, value: &str) {
        let found = controls(&self.page, name);
        let chosen = found.iter().find(|control| choices(**control).iter().any(|choice| choice == value));
        let Some(chosen) = chosen.copied() else { self.missing(&format!("choice {value} of {name}")) };
        let others: Vec<_> = match chosen.attr("type") {
            Some("radio") => found.iter().map(|control| (place(*control), None)).collect(),
            _ => Vec::new(),
        };
        let chosen = place(chosen);
        self.filled.choices.extend(others);
        self.filled.choices.insert(chosen, Some(value.to_owned()));
    }

    pub async fn offered(&mut self, name: &str) -> Vec<String> {
        controls(&self.page, name).into_iter().flat_map(choices).collect()
    }

    pub async fn attach(&mut self, name: &str, file_name: &str, bytes: &[u8]) {
        let id = place(self.control(name));
        self.filled.files.entry(id).or_default().push((file_name.to_owned(), bytes.to_vec()));
    }

    pub async fn press(&mut self, css: &str) {
        let sending = match first(&self.page, css) {
            Some(button) => self.sending(button),
            None => self.missing(css),
        };
        let answer = self.send(sending).await;
        self.land(answer).await;
    }

    pub async fn press_text(&mut self, text: &str) {
        let wanted = squeezed(text);
        let button = every(&self.page, "button").into_iter().find(|button| is_submit(*button) && said(*button) == wanted);
        let sending = match button {
            Some(button) => self.sending(button),
            None => self.missing(text),
        };
        let answer = self.send(sending).await;
        self.land(answer).await;
    }

    pub async fn follow(&mut self, text: &str) {
        let wanted = squeezed(text);
        let link = every(&self.page, "main a[href]").into_iter().find(|link| said(*link).contains(&wanted));
        let sending = match link {
            Some(link) => self.sending(link),
            None => self.missing(text),
        };
        let answer = self.send(sending).await;
        self.land(answer).await;
    }

    /// What a link asks for, or a button sends.
    fn sending(&self, element: ElementRef<'_>) -> Sending {
        if element.value().name() == "a" {
            return Sending::Get(address_of(&self.address, element.attr("href").unwrap_or_default()));
        }
        assert!(is_submit(element), "{} sends nothing", element.html());
        submission(&self.page, &self.address, element, &self.filled)
    }

    async fn send(&self, sending: Sending) -> Response {
        let request = match sending {
            Sending::Get(address) => self.client.get(address),
            Sending::Post { address, kind, body } => self.client.post(address).header(header::CONTENT_TYPE, kind).body(body),
        };
        request.send().await.unwrap()
    }

    pub async fn text(&self, css: &str) -> Option<String> {
        first(&self.page, css).map(shown)
    }

    pub async fn value(&mut self, name: &str) -> String {
        controls(&self.page, name).into_iter().find_map(|control| self.filled.value(control)).unwrap_or_default()
    }

    pub async fn names(&mut self, css: &str) -> Vec<String> {
        each_once(every(&self.page, css).into_iter().filter_map(|element| element.attr("name")).map(str::to_owned).collect())
    }

    pub async fn download(&mut self, css: &str) -> (u16, String, Vec<u8>) {
        let sending = match first(&self.page, css) {
            Some(element) => self.sending(element),
            None => self.missing(css),
        };
        let answer = self.send(sending).await;
        (answer.status().as_u16(), kind_of(&answer), answer.bytes().await.unwrap().to_vec())
    }
}

fn kind_of(answer: &Response) -> String {
    answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned()
}

/// The values that a control offers.
fn choices(control: ElementRef<'_>) -> Vec<String> {
    match control.value().name() {
        "select" => options(control).into_iter().map(|(value, _)| value).collect(),
        _ => vec![control.attr("value").unwrap_or("on").to_owned()],
    }
}

fn is_submit(button: ElementRef<'_>) -> bool {
    let kind = button.attr("type").unwrap_or("submit");
    matches!(button.value().name(), "button" | "input")
        && kind == "submit"
        && (ancestor(button, "form").is_some() || button.attr("form").is_some())
}

fn said(element: ElementRef<'_>) -> String {
    squeezed(&element.text().collect::<String>())
}
