//! Chromium by WebDriver, with the few gestures that the story needs.

use crate::common::variable;
use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};
use thirtyfour::{
    By, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver, WebElement, error::WebDriverResult, extensions::query::ElementQueryable,
};

/// What a gesture answers.
pub type Browsed<T> = WebDriverResult<T>;

/// Separate from everybody's own, and quiet.
const FLAGS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--lang=zh-CN",
];

/// A browser with its driver; the driver ends with it.
pub struct Browser {
    pub driver: WebDriver,
    process: Child,
    _profile: tempfile::TempDir,
}

fn found(name: &str) -> Option<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    path.split(':').map(|folder| PathBuf::from(folder).join(name)).find(|file| file.is_file())
}

impl Browser {
    /// None where there is no browser.
    pub async fn start() -> Option<Browser> {
        let (chromedriver, chromium) = (found("chromedriver")?, found("chromium").or_else(|| found("google-chrome"))?);
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(chromedriver)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut process = Running(Some(process));
        let profile = tempfile::tempdir().unwrap();
        let mut capabilities = DesiredCapabilities::chrome();
        capabilities.set_binary(chromium.to_str().unwrap()).unwrap();
        for flag in FLAGS {
            capabilities.add_arg(flag).unwrap();
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
        capabilities.add_arg("--window-size=1280,900").unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let mut last = None;
        for _ in 0..100 {
            match WebDriver::new(&url, capabilities.clone()).await {
                Ok(driver) => {
                    driver.set_page_load_timeout(Duration::from_secs(30)).await.unwrap();
                    driver.set_script_timeout(Duration::from_secs(60)).await.unwrap();
                    let process = process.0.take().unwrap();
                    return Some(Browser { driver, process, _profile: profile });
                }
                Err(fault) => last = Some(fault),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the browser does not start: {last:?}");
    }

    pub async fn stop(mut self) {
        let _ = self.driver.clone().quit().await;
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Where a story broke off.
    pub async fn show_where(&self) {
        let address = self.driver.current_url().await.map(|url| url.to_string()).unwrap_or_default();
        println!("the browser is at {address}\n{}", self.text("main").await.unwrap_or_default());
    }

    pub async fn open(&self, url: &str) -> Browsed<()> {
        self.driver.goto(url).await
    }

    async fn first(&self, css: &str) -> Browsed<WebElement> {
        self.driver.query(By::Css(css.to_owned())).wait(Duration::from_secs(10), Duration::from_millis(50)).first().await
    }

    /// Types into a control, whatever stood in it.
    pub async fn fill(&self, name: &str, text: &str) -> Browsed<()> {
        let control = self.first(&format!("[name=\"{name}\"]")).await?;
        control.clear().await?;
        control.send_keys(text).await
    }

    /// The same text into every control.
    pub async fn fill_all(&self, css: &str, text: &str) -> Browsed<()> {
        for control in self.driver.find_all(By::Css(css.to_owned())).await? {
            control.clear().await?;
            control.send_keys(text).await?;
        }
        Ok(())
    }

    /// Chooses from a list.
    pub async fn choose(&self, name: &str, value: &str) -> Browsed<()> {
        self.first(&format!("select[name=\"{name}\"] option[value=\"{value}\"]")).await?.click().await
    }

    pub async fn value(&self, name: &str) -> Browsed<String> {
        Ok(self.first(&format!("[name=\"{name}\"]")).await?.prop("value").await?.unwrap_or_default())
    }

    pub async fn click(&self, css: &str) -> Browsed<()> {
        self.first(css).await?.click().await
    }

    /// A button that leads to another page: answers when that page is there.
    pub async fn press(&self, css: &str) -> Browsed<()> {
        let button = self.first(css).await?;
        button.click().await?;
        self.left(&button).await
    }

    /// The link that holds this text.
    pub async fn follow_text(&self, text: &str) -> Browsed<()> {
        let link = self
            .driver
            .query(By::XPath(format!("//main//a[contains(normalize-space(.), '{text}')]")))
            .wait(Duration::from_secs(10), Duration::from_millis(50))
            .first()
            .await?;
        link.click().await?;
        self.left(&link).await
    }

    /// Waits until an element's page is gone and the next one is loaded.
    pub async fn left(&self, element: &WebElement) -> Browsed<()> {
        for _ in 0..200 {
            if element.tag_name().await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        self.there("main").await
    }

    pub async fn there(&self, css: &str) -> Browsed<()> {
        self.first(css).await.map(|_| ())
    }

    pub async fn text(&self, css: &str) -> Browsed<String> {
        self.first(css).await?.text().await
    }

    pub async fn heading(&self) -> Browsed<String> {
        self.text("h1").await
    }

    pub async fn source(&self) -> Browsed<String> {
        self.driver.source().await
    }
}

/// Ends a driver whose browser never came.
struct Running(Option<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(process) = &mut self.0 {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
