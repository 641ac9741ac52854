//! What the letters say that go out with an act: remedies against what decides over somebody, days that may still move, what
//! is charged.

use crate::accounted::desk::Desk;
use crate::world::run;
use jiff::civil::date;
use law::{Fees, Law, OrganisationKind, RuleRef};
use letters::{Block, Letter};
use requests::acts::{AnswerRecord, Command, RecordStep};
use requests::decide::Refusal;
use requests::letter::common::{self, Reckoned};
use requests::letter::notices::{self, Decided};
use requests::letter::{LetterFault, LetterSettings};
use requests::model::Delivery;
use requests::model::event::{Answer, FeeMethod, FeeNoticed, PartyKind, RecordAnswer};
use store::testing::on_sqlite;
use store::{ExecuteError, StreamId};

const CLOSINGS: [&str; 4] = ["特此答复。", "特此告知。", "特此通知。", "特此函商。"];

async fn last_letter(portal: &Desk, case: &StreamId) -> Letter {
    let state = portal.state(case).await;
    let bytes = portal.app.store.open_part(&state.letters.last().unwrap().letter).await.unwrap().unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn paragraphs(letter: &Letter) -> Vec<&str> {
    let text = |block| match block {
        &Block::Paragraph(ref text) | &Block::Heading(ref text) => vec![text.as_str()],
        Block::List(items) => items.iter().map(String::as_str).collect(),
    };
    letter.body.iter().flat_map(text).collect()
}

/// The remedies of a letter: what stands under their heading, where it has one.
fn remedies(letter: &Letter) -> Vec<&str> {
    let heading = Block::Heading("救济途径和期限".into());
    let at = letter.body.iter().position(|block| *block == heading);
    at.map(|at| paragraphs(letter).split_off(paragraphs(letter).len() - (letter.body.len() - at - 1))).unwrap_or_default()
}

#[test]
fn a_third_party_that_is_overridden_is_told_its_remedies() {
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        let case = portal.register(law::Channel::Counter, None).await.case;
        let consult = Command::Consult {
            kind: PartyKind::ThirdParty,
            name: "演示公司".into(),
            contact: String::new(),
            organisation: None,
            is_organisation: true,
            until: None,
            question: "单价，\n付款方式".into(),
        };
        portal.execute(&case, consult).await;
        let asked = last_letter(&portal, &case).await;
        assert!(asked.body.contains(&Block::List(vec!["单价；".into(), "付款方式。".into()])), "{asked:?}");
        assert!(remedies(&asked).is_empty());
        let id = portal.state(&case).await.consultations[0].consulted.id.clone();
        let on = portal.app.today();
        let answered =
            Command::ConsultationAnswered {
                id: id.clone(), on, answer: Answer::Objects, text: "不同意（演示）".into(), files: Vec::new()
            };
        portal.execute(&case, answered).await;
        portal.execute(&case, Command::Override { id, content: "总价".into(), reason: "涉及公共利益（演示）".into() }).await;
        let letter = last_letter(&portal, &case).await;
        let told = remedies(&letter);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].starts_with("如不服本决定，可以自知道或者应当知道本决定之日起60日内，向"), "{told:?}");
        assert!(told[0].contains("行政复议法》（2023年修订）第二十条第一款、第二十四条第一款第（一）项"), "{told:?}");
        assert!(!told[0].contains("应当先申请"), "{told:?}");
        assert!(told[1].starts_with("也可以自知道或者应当知道本决定之日起6个月内，直接向有管辖权的人民法院提起行政诉讼"), "{told:?}");
        assert!(told[2].contains("投诉、举报"), "{told:?}");
        let before = letter.body.iter().position(|block| matches!(block, Block::Heading(_))).unwrap();
        assert_eq!(letter.body[before - 1], Block::Paragraph("特此告知。".into()));
        portal.close().await;
    }));
}

/// Drafted by one person, signed by another.
async fn answer_record(
    portal: &Desk,
    case: &StreamId,
    letters: &LetterSettings,
    answer: RecordAnswer,
) -> Result<(), ExecuteError<Refusal>> {
    let organ = if matches!(answer, RecordAnswer::Forwarded | RecordAnswer::Told) { "某局（演示）" } else { "" };
    let draft = RecordStep::Draft { answer, reason: "经核对原始凭证（演示）".into(), organ: organ.into() };
    for (person, step) in [("officer", draft), ("approver", RecordStep::Send)] {
        let act = AnswerRecord {
            setting: portal.setting(),
            letters: letters.clone(),
            case: case.clone(),
            seen: portal.state(case).await.version,
            person: portal.person(person).await.0,
            step,
        };
        requests::told::execute(&portal.app, act).await?;
    }
    Ok(())
}

#[test]
fn a_correction_that_is_refused_is_told_its_remedies() {
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        let channel = "https://fuyi.example.org";
        for (answer, channel, count) in [
            (RecordAnswer::Corrected, "", 0),
            (RecordAnswer::Forwarded, "", 0),
            (RecordAnswer::Accurate, channel, 4),
            (RecordAnswer::Told, channel, 4),
        ] {
            let case = portal.register(law::Channel::Counter, Some("correction")).await.case;
            let settings = LetterSettings { reconsideration_channel: channel.into(), ..LetterSettings::default() };
            answer_record(&portal, &case, &settings, answer).await.unwrap();
            let letter = last_letter(&portal, &case).await;
            assert_eq!(remedies(&letter).len(), count, "{answer:?} {letter:?}");
            assert!(remedies(&letter).last().is_none_or(|line| line.starts_with("本答复通过互联网送达") && line.contains(channel)));
        }
        // It is served online and names reconsideration: without a channel it cannot go out.
        let case = portal.register(law::Channel::Counter, Some("correction")).await.case;
        let refused = answer_record(&portal, &case, &LetterSettings::default(), RecordAnswer::Accurate).await;
        assert!(matches!(refused, Err(ExecuteError::Refused(Refusal::NoReconsiderationChannel))), "{refused:?}");
        portal.close().await;
    }));
}

#[test]
fn an_extension_into_a_year_without_a_calendar_says_that_its_day_may_move() {
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        let clause = common::provisional(&Law::load(None).unwrap(), Reckoned::Moves).unwrap();
        for (working_days, provisional) in [(5, false), (20, true)] {
            let case = portal.register(law::Channel::Counter, None).await.case;
            portal.execute(&case, Command::ProposeExtension { working_days, reason: "数量较多（演示）。".into() }).await;
            let act = requests::acts::OfficerAct {
                setting: portal.setting(),
                letters: LetterSettings::default(),
                case: case.clone(),
                seen: portal.state(&case).await.version,
                person: portal.person("approver").await.0,
                command: Command::ApproveExtension,
            };
            requests::told::execute(&portal.app, act).await.unwrap();
            let state = portal.state(&case).await;
            let (letter, due) = (last_letter(&portal, &case).await, state.due_on.unwrap());
            assert_eq!(state.provisional, provisional, "what the page warns of");
            assert_eq!(paragraphs(&letter).contains(&clause.as_str()), provisional, "{due} {letter:?}");
            let day = format!("至{}年{}月{}日。", due.year(), due.month(), due.day());
            assert!(paragraphs(&letter).iter().any(|text| text.ends_with(&day)), "{letter:?}");
            assert_eq!(paragraphs(&letter).last(), Some(&"特此告知。"));
        }
        portal.close().await;
    }));
}

#[test]
fn a_fee_notice_says_which_items_are_charged() {
    let law = Law::load(None).unwrap();
    let Fees::ByTariff(tariff) = law.fees(date(2026, 3, 2)).unwrap() else { panic!("a tariff") };
    let said = |method, counted_before, count| {
        let bands = if method == FeeMethod::Item { &tariff.items } else { &tariff.pages };
        let amount = bands.amount(if method == FeeMethod::Item { counted_before } else { 0 }, count);
        let rule: RuleRef = tariff.rule.clone();
        let (on, until, person) = (date(2026, 3, 2), date(2026, 3, 30), "p".to_owned());
        let noticed = FeeNoticed {
            on,
            until: Some(until),
            working_days: Some(20),
            method,
            count,
            counted_before,
            amount,
            rule,
            person,
            how_to_pay: None,
        };
        common::charged(&law, bands, &noticed).unwrap()
    };
    let (what, bands) = said(FeeMethod::Item, 10, 3);
    assert_eq!(what, "本自然月内第11件至第13件，共3件");
    assert_eq!(bands, ["11至30件的部分3件，每件100元，计300元"]);
    let (what, bands) = said(FeeMethod::Item, 8, 25);
    assert_eq!(what, "本申请计25件，收费的为本自然月内第11件至第33件，共23件");
    assert_eq!(bands, ["11至30件的部分20件，每件100元，计2000元", "31至40件的部分3件，每件200元，计600元"]);
    assert_eq!(said(FeeMethod::Item, 41, 1).0, "本自然月内第42件，共1件");
    let (what, bands) = said(FeeMethod::Page, 99, 210);
    assert_eq!(what, "本申请计210页，收费的为第31页至第210页，共180页");
    assert_eq!(bands.last().unwrap(), "201页以上的部分10页，每页40元，计400元");
    assert_eq!(said(FeeMethod::Item, 10, 9_000).1.last().unwrap(), "其余部分依照收费标准逐档计算");
}

/// Whatever the notice, what it closes with is its last paragraph, or the last before the remedies.
#[test]
fn every_letter_closes_before_its_remedies() {
    let law = Law::load(None).unwrap();
    let settings = LetterSettings::default();
    for notice in notices::all(&law).unwrap().all() {
        for version in &notice.versions {
            let by = OrganisationKind::Department;
            let decided = Decided { kind: &notice.kind, answer: Some("accurate"), by, delivery: Delivery::Post, settings: &settings };
            let letter = notices::with_remedies(notice.preview(version.from).unwrap(), &decided, &law).unwrap();
            let end = letter.body.iter().position(|block| matches!(block, Block::Heading(_))).unwrap_or(letter.body.len());
            let closes =
                letter.body[..end].last().is_some_and(|block| matches!(block, Block::Paragraph(text) if CLOSINGS.contains(&text.as_str())));
            // A receipt and a form close with nothing, and a third party is asked, not told.
            let bare = ["receipt", "delivery-note", "third-party"].contains(&notice.kind.as_str());
            assert_eq!(closes, !bare, "{}", notice.kind);
            assert_eq!(end < letter.body.len(), ["third-party-override", "correction"].contains(&notice.kind.as_str()), "{}", notice.kind);
        }
    }
    let online = Decided {
        kind: "correction",
        answer: Some("accurate"),
        by: OrganisationKind::Department,
        delivery: Delivery::Online,
        settings: &settings,
    };
    let correction = notices::all(&law).unwrap().get("correction").unwrap().preview(date(2026, 3, 2)).unwrap();
    assert_eq!(notices::with_remedies(correction, &online, &law), Err(LetterFault::NoOnlineChannel));
}

#[test]
fn a_transfer_names_how_the_other_body_is_reached_where_that_is_known() {
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        for contact in [Some("电话：0571-0000 0000".to_owned()), None] {
            let case = portal.register(law::Channel::Counter, None).await.case;
            let transfer = Command::Transfer {
                to: "hz-environment".into(),
                to_name: "演示生态局".into(),
                to_contact: contact.clone(),
                reason: "由该局负责（演示）".into(),
            };
            portal.execute(&case, transfer).await;
            let text = paragraphs(&last_letter(&portal, &case).await).join("\n");
            let named = contact.map(|contact| format!("（{contact}）")).unwrap_or_default();
            assert!(text.contains(&format!("负责公开的机关是演示生态局{named}。")), "{text}");
            assert!(!text.contains("（）"), "{text}");
        }
        portal.close().await;
    }));
}

#[test]
#[ignore = "writes every notice with the remedies against it to the temporary folder, to be looked at"]
fn write_the_notices() {
    let law = Law::load(None).unwrap();
    let fonts = letters::Fonts::system();
    let folder = std::env::temp_dir().join("letters");
    std::fs::create_dir_all(&folder).unwrap();
    let settings = crate::checks::facts(&law, "1", None).settings;
    for notice in notices::all(&law).unwrap().all() {
        let mut letter = notice.preview(date(2026, 12, 21)).unwrap();
        if notice.kind == "correction" {
            let mut fields = notice.sample();
            fields.insert("corrected".into(), letters::template::Value::Flag(false));
            fields.insert("accurate".into(), letters::template::Value::Flag(true));
            letter = notice.render(letter.date, &letters::template::Frame::sample(letter.date), &fields).unwrap();
        }
        letter.contact = Some("地址：杭州市演示路 9 号（演示），电话：0571-0000 0000，邮箱：open@example.org".into());
        let (by, delivery) = (OrganisationKind::Department, Delivery::Online);
        let decided = Decided { kind: &notice.kind, answer: Some("accurate"), by, delivery, settings: &settings };
        let letter = notices::with_remedies(letter, &decided, &law).unwrap();
        std::fs::write(folder.join(format!("{}.pdf", notice.kind)), letters::pdf(&letter, &fonts).unwrap()).unwrap();
    }
}
