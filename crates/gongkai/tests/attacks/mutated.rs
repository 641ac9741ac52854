//! Every route with bad bodies, questions, addresses and headers, as nobody and as each role: never a fault of ours, and
//! nothing is written down unless something was answered that says so.

use crate::portal::{
    Answer, Portal, Visitor, encoded, parts, request,
    routes::{Route, Sent, routes},
    world::{self, HERE, Places},
};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
};
use identity::{Role, SignInLimits};

/// Questions that some page understands.
const QUESTION: &str = "q=%E6%94%BF%E5%8A%A1+a&page=2&organisation=hz-housing&from=2016-01-01&to=2026-12-31&which=all&sort=date&status=in-force&issuer=x&limit=20&cursor=bzIw&outcome=1&on=2016-08-17&received=2016-08-17&extended=yes&kind=department&parent=hz&next=/office&size=large&back=/law&letter=x&role=clerk&version=1";
/// What a field may also hold.
const VALUES: [&str; 12] = [
    "2026-01-05",
    "2026-02-30",
    "1",
    "0",
    "hz-housing",
    "演示文字（一）",
    "yes",
    "11010519491231002X",
    "杭房演〔2026〕1号",
    "1000,2000,300,400",
    "a@example.org",
    "{{ due }}",
];
const JSON: &str = r#"{"organisation":"hz-housing","applicant":{"kind":"natural-person","name":"演示","identity":{"type":"resident-identity-card","number":"11010519491231002X"},"phone":"0571-00000000"},"subject":"演示","form":"electronic","delivery":"online","others":[{"name":"演示"}]}"#;
const HEADERS: [(&str, &str); 8] = [
    ("if-none-match", "W/\"0123456789abcdef\", *"),
    ("accept-language", "zh-CN,zh;q=0.9,en;q=0.8"),
    ("accept", "text/html,application/json;q=0.9,*/*;q=0.8"),
    ("accept-encoding", "gzip, deflate;q=0.5"),
    ("idempotency-key", "0123456789abcdef"),
    ("query-code", "2345-6789-ABCD-EFGH"),
    ("x-forwarded-for", "192.0.2.7, 198.51.100.1"),
    ("range", "bytes=0-99"),
];
/// What would end the session of somebody who is still needed, where it went well.
const ENDS: [&str; 6] = [
    "/sign-out",
    "/account/sessions",
    "/office/people/{id}/end",
    "/office/people/{id}/account",
    "/office/people/{id}/password",
    "/office/organisations/{id}/end",
];

/// Numbers that follow from one.
struct Next(u64);

impl Next {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end as u64).unwrap()
    }
}

/// As a client that cares little would put it into an address: what cannot stand there is encoded.
fn address(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ if b"-._~!$&'()*+,;=:@/?%".contains(&byte) => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Fields of a form, some of them changed, some added, some gone.
fn changed(good: &[(&str, String)], next: &mut Next) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = good.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    for _ in 0..=next.below(3) {
        let case = next.below(usize::MAX >> 33) as u64;
        let value = VALUES[next.below(VALUES.len())];
        let at = next.below(fields.len() + 1);
        match (next.below(5), fields.get_mut(at)) {
            (0, Some(_)) => drop(fields.remove(at)),
            (1, Some((name, _))) => *name = mutation::text(&[name, "version"], case),
            (2, Some((_, held))) => value.clone_into(held),
            (_, Some((_, held))) => *held = mutation::text(&[held, value], case),
            (_, None) => {
                let names = requests::pages::fields::CONTROLS;
                fields.push((names[next.below(names.len())].to_owned(), mutation::text(&[value], case)));
            }
        }
    }
    fields
}

/// One bad request of a route.
fn bad(route: &Route, places: &Places, visitor: &Visitor, number: u64) -> Option<axum::http::Request<Body>> {
    let mut next = Next(number);
    let case = next.below(1 << 30) as u64;
    let mut path = places.fill(route.at);
    let ways = if route.method == "GET" { 3 } else { 6 };
    let way = next.below(ways);
    match way {
        0 | 1 => {
            let asked: Vec<&str> = QUESTION.split('&').collect();
            let one = asked[next.below(asked.len())];
            path = format!("{}?{}", path.split('?').next().unwrap(), address(&mutation::text(&[one, QUESTION, one], case)));
        }
        2 => {
            let kept = 1 + if next.below(2) == 0 { 0 } else { path.rfind('/').unwrap() };
            path = format!("{}{}", &path[..kept], address(&mutation::text(&[&path[kept..]], case)));
        }
        _ => {}
    }
    let mut builder = request(route.method, &path, visitor);
    if next.below(4) == 0 {
        let (name, value) = HEADERS[next.below(HEADERS.len())];
        if let Ok(value) = HeaderValue::from_bytes(&mutation::bytes(&[value.as_bytes()], case)) {
            builder = builder.header(HeaderName::from_static(name), value);
        }
    }
    if route.holder && path.starts_with("/api/") {
        builder = builder.header("query-code", &places.code);
    }
    let filled = |fields: &'static [(&'static str, &'static str)]| -> Vec<(&str, String)> {
        fields.iter().map(|(name, value)| (*name, places.fill(value))).collect()
    };
    let form = |good, idle, next: &mut Next| {
        let fields = if ENDS.contains(&route.path) { filled(idle) } else { filled(good) };
        let fields = if fields.is_empty() { filled(idle) } else { fields };
        let mut pairs = visitor.hidden.clone();
        pairs.push(("_key".to_owned(), format!("mutated-{number}")));
        pairs.extend(changed(&fields, next));
        pairs
    };
    // Most forms keep their token, or nothing would come further than it.
    let body = match route.sent {
        Sent::Nothing => builder.body(Body::empty()),
        Sent::Json(_) => {
            let text = mutation::bytes(&[JSON.as_bytes()], case);
            builder.header(header::CONTENT_TYPE, "application/json").body(Body::from(text))
        }
        Sent::Form { good, idle } => {
            let pairs = form(good, idle, &mut next);
            let mut body = encoded(&pairs).into_bytes();
            if way == 3 {
                body = mutation::bytes(&[&body], case);
            }
            builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(body))
        }
        Sent::Parts { good, idle } => {
            let pairs = form(good, idle, &mut next);
            let mut body = parts(&pairs);
            body.extend_from_slice(b"--xx\r\ncontent-disposition: form-data; name=\"original\"; filename=\"a.pdf\"\r\n\r\n");
            body.extend_from_slice(&mutation::bytes(&[world::FILE, b"\x89PNG\r\n\x1a\n", "一、甲".as_bytes()], case));
            body.extend_from_slice(b"\r\n--xx--\r\n");
            if way == 3 {
                body = mutation::bytes(&[&body], case);
            }
            builder.header(header::CONTENT_TYPE, "multipart/form-data; boundary=xx").body(Body::from(body))
        }
    };
    // What is no address is stopped before it gets here.
    body.ok()
}

fn complaint(answer: &Answer, before: u64, after: u64) -> Option<String> {
    let status = answer.status.as_u16();
    if status >= 500 {
        return Some(format!("{status} {}", answer.text()));
    }
    (status >= 400 && before != after).then(|| format!("{status}, and {} entries were written", after - before))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_with_every_role() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::with(&instance.data, None, SignInLimits::DEMONSTRATION, |settings| {
            settings.challenge_bits = 0;
            settings.look_ups_per_minute = 1_000_000;
            settings.submissions_per_minute = 1_000_000;
            settings.unproven_per_minute = 1_000_000;
        })
        .await;
        let places = world::whole(&portal).await;
        let mut people = vec![portal.anybody().await];
        for role in Role::ALL {
            people.push(portal.sign_in(&world::sign_in(role, HERE)).await);
        }
        let (mut sent, mut let_through, mut wrong) = (0_u64, 0, Vec::new());
        let mut size = portal.size().await;
        for route in routes().iter().filter(|route| !matches!(route.path, "/sign-out" | "/account/sessions")) {
            for visitor in &people {
                sent += 1;
                let Some(request) = bad(route, &places, visitor, sent) else { continue };
                let told = format!("{} {} as {} (number {sent})", request.method(), request.uri(), visitor.name);
                let answer = portal.send(request).await;
                let now = portal.size().await;
                wrong.extend(complaint(&answer, size, now).map(|words| format!("{told}: {words}")));
                let_through += usize::from(answer.status.is_success());
                size = now;
            }
        }
        assert!(wrong.is_empty(), "{} of {sent} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
        assert!(let_through * 10 > usize::try_from(sent).unwrap(), "only {let_through} of {sent} came through");
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    })
    .await;
}
