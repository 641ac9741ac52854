//! Every template with a sample context, for `templates check`.

use super::audit::{Audit, SignIns, Tried};
use super::organisation::{Member, Named, Organisation};
use super::organisation_end::Ending;
use super::organisations::{New as NewOrganisation, Organisations, Row as OrganisationRow};
use super::people::{New as NewPerson, OneTime, People, Row as PersonRow};
use super::permissions;
use super::person::{Held, One};
use super::told::Told;
use askama::Template;
use web::{Choice, Form, Language, Link, MetadataRow, Page, Pagination, Sample, Section, Tone};

/// Every page of this crate in a language.
pub fn samples(language: Language) -> Vec<Sample> {
    let page = || Page::sample(language, Section::Office, "样张");
    let trail = || vec![Link::new("a", "/"), Link::new("b", "")];
    let heads = |count: usize| vec!["a".to_owned(); count];
    let choices = || vec![Choice::new("hz", "杭州市人民政府（hz）")];
    let told = || {
        vec![Told {
            at: "2016-08-17 09:30".into(),
            actor: "施（演示）".into(),
            subject: "<b>".into(),
            href: "/office/people/x".into(),
            what: "授予岗位".into(),
            detail: "经办（市住保房管局）".into(),
            index: 7,
        }]
    };
    let pages = || Pagination { previous: Some("/".into()), next: Some("/".into()), words: "1 / 2".into() };
    let render = |name: &'static str, result: askama::Result<String>| Sample {
        name,
        html: result.unwrap_or_else(|fault| format!("fault: {fault}")),
    };
    let organisation = |ended: &str, changes: bool| Organisation {
        page: page(),
        form: Form::sample(),
        trail: trail(),
        id: "hz".into(),
        facts: vec![MetadataRow::new("类别", "市人民政府")],
        ended: ended.into(),
        names: vec![Named { from: "2008-05-01".into(), name: "杭州市人民政府".into(), short_name: "市政府".into() }],
        name_heads: heads(3),
        members: vec![Member { name: "林".into(), href: "/".into(), posts: "经办".into(), state: "可登录".into(), tone: Tone::Done }],
        member_heads: heads(3),
        history: told(),
        history_heads: heads(3),
        changes,
        registers: changes,
        parents: choices(),
        done: "d".into(),
    };
    let person = |account: &'static str, own: bool, administrator: bool| One {
        page: page(),
        form: Form::sample(),
        trail: trail(),
        id: "p1".into(),
        facts: vec![MetadataRow::new("登录名", "housing-officer")],
        posts: vec![Held {
            role: "经办".into(),
            code: "case-officer",
            organisation: "市住保房管局".into(),
            id: "hz-housing".into(),
            ends: !own,
        }],
        post_heads: heads(3),
        own,
        administrator,
        grants: !own,
        keeps: !own && !administrator,
        resets: !own && !administrator,
        account,
        codes: true,
        organisations: choices(),
        roles: choices(),
        history: told(),
        history_heads: heads(3),
        done: String::new(),
    };
    let people = |rows: Vec<PersonRow>, asked: bool| People {
        page: page(),
        heads: heads(5),
        rows,
        pages: pages(),
        q: "<i>".into(),
        organisation: "hz".into(),
        organisations: choices(),
        registers: true,
        grants: true,
        asked,
    };
    let row = || PersonRow {
        name: "林".into(),
        href: "/".into(),
        sign_in: "lin".into(),
        organisation: "市政府".into(),
        posts: vec!["经办（市政府）".into()],
        state: "可登录".into(),
        tone: Tone::Done,
    };
    let organisation_row = OrganisationRow {
        depth: "　".into(),
        name: "市政府".into(),
        href: "/".into(),
        kind: "市人民政府".into(),
        since: "2008-05-01".into(),
        people: 3,
        state: "现有".into(),
        tone: Tone::Done,
    };
    let tried = Tried {
        at: "2016-08-17 09:30".into(),
        person: "林".into(),
        href: String::new(),
        outcome: "登录成功".into(),
        tone: Tone::Done,
        origin: "ab12cd34".into(),
    };
    let organisations = |rows| Organisations { page: page(), heads: heads(5), rows, on: "2016-08-17".into(), manages: true };
    vec![
        render("organisations", organisations(vec![organisation_row]).render()),
        render("organisations-empty", organisations(Vec::new()).render()),
        render(
            "organisation-new",
            NewOrganisation { page: page(), form: Form::sample(), trail: trail(), parents: choices(), kinds: choices() }.render(),
        ),
        render("organisation", organisation("", true).render()),
        render("organisation-ended", organisation("自 2019-01-12 起撤销。", false).render()),
        render(
            "organisation-end",
            Ending { page: page(), form: Form::sample(), trail: trail(), id: "hz".into(), others: choices(), members: 3 }.render(),
        ),
        render("people", people(vec![row(), PersonRow { posts: Vec::new(), ..row() }], false).render()),
        render("people-empty", people(Vec::new(), false).render()),
        render("people-none", people(Vec::new(), true).render()),
        render("person-new", NewPerson { page: page(), form: Form::sample(), trail: trail(), organisations: choices() }.render()),
        render(
            "password",
            OneTime {
                page: page(),
                trail: trail(),
                sign_in: "lin".into(),
                password: "abcde-fghij".into(),
                hours: 72,
                href: "/".into(),
                new: true,
            }
            .render(),
        ),
        render("person", person("open", false, false).render()),
        render("person-disabled", person("disabled", false, false).render()),
        render("person-own", person("open", true, true).render()),
        render("person-administrator", person("open", false, true).render()),
        render("permissions", permissions::of(page()).render()),
        render("audit", Audit { page: page(), heads: heads(5), acts: told(), pages: pages() }.render()),
        render("audit-empty", Audit { page: page(), heads: heads(5), acts: Vec::new(), pages: pages() }.render()),
        render("sign-ins", SignIns { page: page(), heads: heads(4), tries: vec![tried], pages: pages() }.render()),
        render("sign-ins-empty", SignIns { page: page(), heads: heads(4), tries: Vec::new(), pages: pages() }.render()),
    ]
}
