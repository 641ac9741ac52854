//! An instance of one's own from nothing: configuration, organisations, first administrators, first sign-in.

use super::common::{Server, run, said};
use std::{fs, path::Path};

const CITY: &str = "names_from = \"2008-05-01\"\n\n[[organisation]]\nid = \"city\"\ncode = \"330100\"\nkind = \"city-government\"\ndivision = \"330100\"\n\
name = \"演示市人民政府\"\nshort_name = \"市政府\"\n\n[[organisation]]\nid = \"city-office\"\ncode = \"330100-00\"\nkind = \"government-office\"\n\
division = \"330100\"\nparent = \"city\"\nname = \"演示市人民政府办公厅\"\nshort_name = \"市政府办公厅\"\n";

fn administrator(file: &str, more: &[&str]) -> (i32, String, String) {
    said(&run([&["administrator", "--config", file], more].concat()))
}

fn config(folder: &Path) -> String {
    let (_, example, _) = said(&run(["config", "example"]));
    let file = folder.join("gongkai.toml");
    fs::write(&file, example.replace("127.0.0.1:8080\"\n\n# Where", "127.0.0.1:0\"\n\n# Where")).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn an_instance_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = config(folder.path());
    let city = folder.path().join("city.toml");
    fs::write(&city, CITY).unwrap();
    let first = ["--sign-in", "first-system", "--name", "顾（演示）"];
    let (status, _, err) = administrator(&file, &first);
    assert_eq!(status, 2);
    assert!(err.contains("import organisations"), "{err}");

    let import = || said(&run(["import", "organisations", city.to_str().unwrap(), "--config", &file]));
    assert_eq!(import(), (0, "2 entered, 0 changed, 0 as they were\n".to_owned(), String::new()));
    assert_eq!(import().1, "0 entered, 0 changed, 2 as they were\n");
    let (status, out, err) = administrator(&file, &first);
    assert_eq!((status, err.as_str()), (0, ""));
    let password = out.lines().find_map(|line| line.strip_prefix("one-time password  ")).unwrap().to_owned();
    assert_eq!(password.len(), 29);
    let (status, _, err) = administrator(&file, &["--sign-in", "second-system", "--name", "钱（演示）"]);
    assert_eq!(status, 2);
    assert!(err.contains("already"), "{err}");
    let security = ["--sign-in", "first-security", "--name", "钱（演示）", "--role", "security-administrator"];
    assert_eq!(administrator(&file, &security).0, 0);
    let (status, out, _) = administrator(&file, &["--reset", "--sign-in", "first-security"]);
    assert_eq!(status, 0);
    assert!(out.contains("one-time password") && !out.contains(&password));
    assert_eq!(administrator(&file, &["--reset", "--sign-in", "nobody-here"]).0, 2);
    let (status, _, err) = administrator(&file, &["--sign-in", "顾", "--name", "顾", "--role", "auditor"]);
    assert_eq!(status, 2);
    assert!(err.contains("sign-in name"), "{err}");

    let server = Server::start(&["serve", "--config", &file]);
    let beside = administrator(&file, &["--sign-in", "first-auditor", "--name", "孙", "--role", "auditor"]);
    assert_eq!(beside.0, 2, "{}", beside.2);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let browser = reqwest::Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let page = browser.get(server.url("/sign-in")).send().await.unwrap().text().await.unwrap();
        let field = |name: &str| page.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1.split('"').next().unwrap().to_owned();
        let form = [
            ("_form", field("_form")),
            ("_token", field("_token")),
            ("_key", field("_key")),
            ("sign_in", "first-system".to_owned()),
            ("password", password.clone()),
            ("next", "/office/people".to_owned()),
        ];
        let answer = browser.post(server.url("/sign-in")).form(&form).send().await.unwrap();
        assert_eq!(answer.headers()["location"], "/account", "the password comes first");
        let people = browser.get(server.url("/office/people")).send().await.unwrap();
        assert_eq!(people.status(), 303);
    });
    assert_eq!(server.stop().0, 0);
}
