//! Addresses made to reach what they must not reach, or to break what reads them.

use crate::portal::{
    Portal, Visitor,
    routes::{Sent, routes},
    world::{self, HERE},
};
use axum::http::{StatusCode, Uri, header};
use identity::Role;

/// Where a browser goes when `location` is answered by the portal: it drops tabs and line ends, and takes a backslash
/// for a slash.
fn host_of(location: &str) -> Option<String> {
    let read: String = location.chars().filter(|c| !matches!(c, '\t' | '\r' | '\n')).map(|c| if c == '\\' { '/' } else { c }).collect();
    match read.strip_prefix("//") {
        Some(rest) => Some(rest.to_owned()),
        None => (!read.starts_with('/')).then_some(read),
    }
}

const ELSEWHERE: [&str; 14] = [
    "//elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "https://elsewhere.example",
    "https:elsewhere.example",
    "javascript:alert(1)",
    "/\t/elsewhere.example",
    "/\t\\elsewhere.example",
    "/\n/elsewhere.example",
    "\t//elsewhere.example",
    " //elsewhere.example",
    "elsewhere.example",
    "/\r\nset-cookie: a=b",
    "data:text/html,x",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_way_leads_to_another_host() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        world::city(&portal).await;
        let clerk = portal.sign_in(&world::sign_in(Role::Clerk, HERE)).await;
        let nobody = portal.anybody().await;
        for next in ELSEWHERE {
            let typed = web::percent_encoded(next);
            let name = world::sign_in(Role::Reviewer, HERE);
            for prefix in ["", "/en"] {
                let signed = portal
                    .post(&nobody, &format!("{prefix}/sign-in"), &[("sign_in", &name), ("password", world::PASSWORD), ("next", next)])
                    .await;
                assert_eq!(signed.status, StatusCode::SEE_OTHER, "{next:?}");
                let again = portal.get(&clerk, &format!("{prefix}/sign-in?next={typed}")).await;
                let size = portal.get(&nobody, &format!("{prefix}/preferences/type?size=large&back={typed}")).await;
                for answer in [&signed, &again, &size] {
                    assert_eq!(host_of(answer.location()), None, "{next:?} leads to {}", answer.location());
                    assert!(answer.cookie("a").is_none());
                }
            }
        }
        for path in [
            "/en//elsewhere.example",
            "/en/\\elsewhere.example",
            "/en///elsewhere.example/x",
            "//elsewhere.example",
            "//elsewhere.example/en/",
        ] {
            if path.parse::<Uri>().is_err() {
                continue;
            }
            let page = portal.get(&nobody, path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            for start in ["href=\"//", "href=\"/\\", "action=\"//", "href=\"https:", "href=\"http:"] {
                assert!(!page.text().contains(start), "{path}: {start}");
            }
        }
        portal.app.store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_path_leads_out_of_its_folder() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        let places = world::whole(&portal).await;
        let nobody = portal.anybody().await;
        let publisher = portal.sign_in(&world::sign_in(Role::Publisher, HERE)).await;
        let key = std::fs::read_to_string(instance.data.join("keys/ledger.key")).unwrap();
        let out = [
            "..%2f..%2fkeys%2fledger.key",
            "%2e%2e%2f%2e%2e%2fkeys%2fledger.key",
            "..%5c..%5ckeys%5cledger.key",
            "%2fetc%2fpasswd",
            "../../keys/ledger.key",
            "..%252f..%252fkeys",
            "....//....//keys/ledger.key",
            "%2e%2e",
            ".",
            "..%00.css",
            "keys",
        ];
        for way in out {
            for place in [
                "/assets/{}",
                "/documents/{}/original",
                "/documents/{}/receipt.json",
                "/documents/{}",
                "/api/v1/documents/{}",
                "/ledger/tile/{}",
                "/ledger/tile/0/{}",
                "/ledger/tile/entries/{}",
                "/requests/letters/{}/x/letter.pdf",
                "/office/documents/{}/original",
                "/{}",
            ] {
                let path = place.replace("{}", way);
                let answer = portal.get(&publisher, &path).await;
                assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
                assert!(!answer.text().contains(key.trim()) && !answer.text().contains("root:"), "{path}");
            }
        }
        for path in [
            "/ledger/tile/0/00",
            "/ledger/tile/0/0000",
            "/ledger/tile/-1/000",
            "/ledger/tile/0/x999/999",
            "/ledger/tile/99999999999999999999/000",
            "/ledger/tile/0/000.p/0",
            "/ledger/tile/0/000.p/256",
            "/ledger/tile/0/000.p/+1",
            "/ledger/tile/entries/000.p/99999999999",
            "/ledger/tile/64/000",
            "/ledger/tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(portal.get(&nobody, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        named_with_care(&portal, &publisher, &places).await;
        portal.app.store.close().await;
    })
    .await;
}

/// The name of an uploaded file goes into a header.
async fn named_with_care(portal: &Portal, publisher: &Visitor, places: &world::Places) {
    for name in ["a\\\"; filename=evil.html", "../../keys/ledger.key", "稿；\u{202e}fdp.exe", "a;b=c", "%0d%0aset-cookie: a=b", "<script>"]
    {
        let edit = format!("/office/documents/{}/edit", places.draft);
        let version = crate::portal::input(&portal.get(publisher, &edit).await.text(), "version").unwrap();
        let mut fields = world::document(world::DRAFT_TITLE, world::DRAFT_TEXT);
        fields.retain(|(field, _)| *field != "version");
        fields.push(("version", &version));
        let body = format!("%PDF-1.7\n%{name}\n%%EOF\n");
        let changed = portal.post_parts(publisher, &edit, &fields, Some((name, body.as_bytes()))).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{name}: {}", changed.text());
        let file = portal.get(publisher, &format!("/office/documents/{}/original", places.draft)).await;
        let told = file.header(header::CONTENT_DISPOSITION);
        assert!(told.starts_with(&format!("attachment; filename=\"{}.pdf\"; filename*=UTF-8''", places.draft)), "{told}");
        let last = told.rsplit("''").next().unwrap();
        assert!(last.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~%".contains(&byte)), "{told}");
        assert!(file.cookie("a").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_and_huge_addresses_break_nothing() {
    store::testing::each_database(|instance| async move {
        let portal = Portal::open(&instance.data, instance.postgres.as_deref()).await;
        let places = world::whole(&portal).await;
        let people = [
            portal.anybody().await,
            portal.sign_in(&world::sign_in(Role::CaseOfficer, HERE)).await,
            portal.sign_in(&world::sign_in(Role::Publisher, HERE)).await,
            portal.sign_in(&world::sign_in(Role::CityOffice, HERE)).await,
        ];
        let size = portal.size().await;
        let long = web::percent_encoded(&"长".repeat(2_000));
        let wide = "🏛%E2%80%AE%CC%81".replace('🏛', "%F0%9F%8F%9B").repeat(200);
        let many: String = (0..2_000).map(|number| format!("a{number}={number}&")).collect();
        let words = [
            "%00",
            "a%00b",
            "%FF",
            "%C3%28",
            "%",
            "%zz",
            "%ED%A0%80",
            "-1",
            "18446744073709551616",
            "1e9",
            "NaN",
            "9999-12-31",
            "-009999-01-01",
            "2026-02-30",
            "' OR 1=1 --",
            "\"",
            "*",
            "(((((",
            "AND OR NOT",
            "title:*",
            "~5",
            "[a TO z]",
            &long,
            &wide,
        ];
        let words: Vec<String> = words.iter().map(|word| word.replace(' ', "%20").replace('"', "%22")).collect();
        let mut seen = 0;
        for route in routes().iter().filter(|route| matches!(route.sent, Sent::Nothing) && route.method == "GET") {
            let mut paths: Vec<String> = Vec::new();
            let at = places.fill(route.at).split('?').next().unwrap().to_owned();
            for word in &words {
                for name in [
                    "q",
                    "organisation",
                    "page",
                    "which",
                    "from",
                    "to",
                    "on",
                    "received",
                    "extended",
                    "outcome",
                    "next",
                    "subject",
                    "issuer",
                    "status",
                    "limit",
                    "cursor",
                    "parent",
                ] {
                    if ["/assets/", "/ledger/tile/", "/healthz", "/readyz", "/metrics"].iter().all(|start| !at.starts_with(start))
                        && asks(route.path, name)
                    {
                        paths.push(format!("{at}?{name}={word}"));
                    }
                }
                if route.path.contains('{') {
                    let filled: Vec<String> =
                        route.path.split('/').map(|part| if part.starts_with('{') { word.clone() } else { part.to_owned() }).collect();
                    paths.push(filled.join("/"));
                }
            }
            paths.extend([format!("{at}?{many}"), format!("{at}?q=1&q=2&&=&=%00"), format!("{at}?{}", "a".repeat(60_000))]);
            let visitor = match route.path {
                path if path.starts_with("/office/documents") => &people[2],
                path if path.starts_with("/office/overview") => &people[3],
                path if path.starts_with("/office") || path == "/account" => &people[1],
                _ => &people[0],
            };
            for path in paths.into_iter().filter(|path| path.parse::<Uri>().is_ok()) {
                let answer = portal.get(visitor, &path).await;
                let short: String = path.chars().take(200).collect();
                assert!(!answer.status.is_server_error(), "{}: {short} as {}: {}", answer.status, visitor.name, answer.text());
                seen += 1;
            }
        }
        assert!(seen > 500, "{seen}");
        assert_eq!(portal.size().await, size);
        assert!(portal.app.store.verify().await.unwrap().faults.is_empty());
        portal.app.store.close().await;
    })
    .await;
}

/// Which routes read a parameter of this name; others are tried with a few of any name.
fn asks(path: &str, name: &str) -> bool {
    match path {
        "/documents" | "/api/v1/documents" => true,
        "/api/v1/organisations" => matches!(name, "q" | "limit" | "cursor" | "parent"),
        "/law" => name == "on",
        "/law/deadline" => matches!(name, "received" | "organisation" | "extended"),
        "/ledger/entries" => name == "from",
        "/sign-in" => name == "next",
        "/requests/new" => matches!(name, "organisation" | "subject"),
        "/requests/suggest" => name == "q",
        path if path.starts_with("/office/overview") || path.starts_with("/office/requests") || path.starts_with("/office/documents") => {
            matches!(name, "organisation" | "which" | "page" | "outcome")
        }
        _ => name == "page",
    }
}

/// A valid date at the end of all dates.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_of_all_is_counted() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        world::city(&portal).await;
        let nobody = portal.anybody().await;
        for (day, status) in [
            ("9999-12-31", 422),
            ("9999-12-20", 422),
            ("2999-12-31", 200),
            ("2008-05-01", 200),
            ("2008-04-30", 422),
            ("-009999-01-01", 422),
            ("0000-01-01", 422),
        ] {
            for extended in ["", "on"] {
                let answer =
                    portal.get(&nobody, &format!("/law/deadline?received={day}&organisation=hz-housing&extended={extended}")).await;
                assert_eq!(answer.status.as_u16(), status, "{day}");
            }
        }
        portal.app.store.close().await;
    })
    .await;
}
