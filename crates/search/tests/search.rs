//! A small index, asked as visitors ask.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use facts::{Fact, Passage, Published, Validity, Withdrawn};
use jiff::civil::{Date, date};
use search::{Hits, Query, Search, Sort};
use std::sync::Arc;
use store::{Follower, Told};

struct Library {
    search: Search,
    follower: Arc<dyn Follower>,
    next: u64,
    folder: tempfile::TempDir,
}

impl Library {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let search = Search::open(folder.path()).unwrap();
        Library { follower: search.follower(), search, next: 0, folder }
    }

    async fn filled() -> Self {
        let mut library = Library::empty();
        library.tell(documents().into_iter().map(Fact::Published).collect()).await;
        library
    }

    async fn tell(&mut self, facts: Vec<Fact>) {
        let told = facts
            .into_iter()
            .enumerate()
            .map(|(index, fact)| Told { index: self.next + index as u64, at: jiff::Timestamp::UNIX_EPOCH, fact })
            .collect::<Vec<_>>();
        self.next += told.len() as u64;
        self.follower.take(told, self.next).await.unwrap();
    }

    fn ask(&self, text: &str) -> Hits {
        self.search.query(&Query { text: text.into(), limit: 10, ..Query::default() }).unwrap()
    }

    fn first(&self, text: &str) -> String {
        self.ask(text).hits.first().map(|hit| hit.document.clone()).unwrap_or_default()
    }
}

fn document(id: &str, title: &str, number: Option<&str>, issuer: &str, published_on: Option<Date>, passages: &[(&str, &str)]) -> Published {
    Published {
        document: id.into(),
        external_id: None,
        title: title.into(),
        number: number.map(Into::into),
        index_number: None,
        issuer: issuer.into(),
        publisher: "hangzhou".into(),
        made_on: published_on,
        published_on,
        status: Validity::InForce,
        url: format!("/documents/{id}"),
        passages: passages
            .iter()
            .map(|(anchor, text)| Passage { anchor: (!anchor.is_empty()).then(|| (*anchor).into()), text: (*text).into() })
            .collect(),
    }
}

fn documents() -> Vec<Published> {
    let state = "国务院";
    let mut all = vec![
        document(
            "decree-711",
            "中华人民共和国政府信息公开条例",
            Some("中华人民共和国国务院令第711号"),
            state,
            Some(date(2019, 4, 3)),
            &[
                ("a1", "第一条 为了保障公民、法人和其他组织依法获取政府信息，提高政府工作的透明度，制定本条例。"),
                ("a33", "第三十三条 行政机关收到政府信息公开申请，能够当场答复的，应当当场予以答复。"),
                ("a33", "行政机关不能当场答复的，应当自收到申请之日起20个工作日内予以答复。"),
            ],
        ),
        document(
            "decree-492",
            "中华人民共和国政府信息公开条例",
            Some("国务院令第492号"),
            state,
            Some(date(2007, 4, 5)),
            &[
                ("a1", "第一条 为了保障公民、法人和其他组织依法获取政府信息，提高政府工作的透明度，制定本条例。"),
                ("a24", "第二十四条 行政机关不能当场答复的，应当自收到申请之日起15个工作日内予以答复。"),
            ],
        ),
        document(
            "decree-729",
            "粮食流通管理条例",
            Some("国务院令第729号"),
            state,
            Some(date(2021, 2, 15)),
            &[("a1", "第一条 为了保护粮食生产者的积极性，制定本条例。")],
        ),
        document(
            "dogs",
            "杭州市养犬管理规定",
            None,
            "杭州市人民代表大会常务委员会",
            Some(date(2025, 1, 1)),
            &[("a7", "第七条 养犬实行登记制度，犬只应当免疫、办理犬证。"), ("a20", "第二十条 携犬出户应当使用牵引带。")],
        ),
        document(
            "water",
            "常设军用供水站管理办法",
            None,
            "交通部",
            Some(date(1991, 5, 1)),
            &[("a5", "第五条 供水站应当设置在交通要道。"), ("a6", "第六条 常设军用供水站的基本建设项目应当有锅炉房、水塔和厨房。")],
        ),
        document("undated", "没有日期的通知", Some("杭政函【2015】12号"), "杭州市人民政府", None, &[("", "正文。🎉")]),
        document(
            "fees",
            "物业服务收费管理办法",
            Some("发改价格〔2003〕1864号"),
            "国家发展和改革委员会",
            Some(date(2003, 11, 13)),
            &[("a6", "第六条 物业服务收费应当区分不同物业的性质和特点分别实行政府指导价和市场调节价。")],
        ),
        document(
            "citing",
            "关于转发上级通知的函",
            None,
            "杭州市财政局",
            Some(date(2016, 9, 1)),
            &[("", "现将杭政办发电〔2016〕6号转发给你们。")],
        ),
    ];
    all[1].status = Validity::Amended;
    all[5].index_number = Some("K2015-00012".into());
    all
}

fn notice() -> Option<Published> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/notice/hangzhou-2016-6.txt")).ok()?;
    let mut nearest = None;
    let mut passages = Vec::new();
    for line in text.lines().skip(2) {
        if let Some((head, _)) = line.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            nearest = Some(format!("clause-{head}"));
        }
        passages.push(Passage { anchor: nearest.clone(), text: line.into() });
    }
    let mut notice = document("notice", text.lines().next()?, text.lines().nth(1), "杭州市人民政府办公厅", Some(date(2016, 8, 17)), &[]);
    notice.passages = passages;
    Some(notice)
}

#[tokio::test]
async fn numbers_in_every_way_of_writing() {
    let library = Library::filled().await;
    for text in [
        "国务院令第729号",
        "国务院令 729 号",
        "国务院令729",
        "国务院第729号令",
        "国务院令第七百二十九号",
        "國務院令第７２９號",
        "中华人民共和国国务院令第729号",
    ] {
        let hits = library.ask(text);
        assert_eq!((hits.total, hits.hits[0].document.as_str()), (1, "decree-729"), "{text}");
    }
    assert_eq!(library.first("请问国务院令第711号里怎么申请公开"), "decree-711");
    for text in [
        "杭政函〔2015〕12号",
        "杭政函[2015]12号",
        "杭政函(2015)12号",
        "杭政函（2015）12号",
        "杭政函【2015】12号",
        "K2015-00012",
        "k2015 00012",
    ] {
        assert_eq!(library.first(text), "undated", "{text}");
    }
}

#[tokio::test]
async fn the_notice_is_found() {
    let Some(notice) = notice() else {
        println!("skipped: the notice is not here");
        return;
    };
    let mut library = Library::filled().await;
    library.tell(vec![Fact::Published(notice)]).await;
    for text in [
        "杭政办发电〔2016〕6号",
        "杭政办发电[2016]6号",
        "杭政办发电（2016）6号",
        "杭政辦發電［2016］6號",
        "进一步加强和改进政务公开工作的通知",
        "杭州市人民政府辦公廳關於進一步加強和改進政務公開工作的通知",
        "政务公开 通知",
    ] {
        assert_eq!(library.first(text), "notice", "{text}");
    }
    let number = library.ask("杭政办发电〔2016〕6号");
    assert_eq!(
        number.hits.iter().map(|hit| hit.document.as_str()).collect::<Vec<_>>(),
        ["notice", "citing"],
        "its own before those that cite it"
    );
    let hit = library.ask("全面推进行政权力等服务事项网上运行").hits.remove(0);
    assert_eq!((hit.document.as_str(), hit.anchor.as_deref()), ("notice", Some("clause-一")));
    assert!(hit.snippet.contains("全面推进行政权力等服务事项网上运行"), "{}", hit.snippet);
}

#[tokio::test]
async fn clauses_are_named_and_marked() {
    let library = Library::filled().await;
    let hit = library.ask("基本建设项目应当有锅炉房").hits.remove(0);
    assert_eq!((hit.document.as_str(), hit.anchor.as_deref()), ("water", Some("a6")));
    let marked: String =
        hit.highlights.iter().map(|(from, to)| hit.snippet.chars().skip(*from).take(to - from).collect::<String>()).collect();
    assert_eq!(marked, "基本建设项目应当有锅炉房");
    assert_eq!(library.ask("常设军用供水站管理办法").hits[0].anchor, None, "a title asks for the document, not for a clause");
    assert_eq!(library.ask("粮食").hits[0].title_highlights, [(0, 2)]);
}

#[tokio::test]
async fn the_newest_version_comes_first() {
    let library = Library::filled().await;
    for text in ["政府信息公开条例", "政府資訊公開條例 信息", "中华人民共和国政府信息公开条例"] {
        assert_eq!(library.first(text), "decree-711", "{text}");
    }
    assert_eq!(library.first("15个工作日内予以答复"), "decree-492", "but the older one where only it says so");
}

#[tokio::test]
async fn single_characters_and_words_of_a_citizen() {
    let library = Library::filled().await;
    assert_eq!(library.first("犬"), "dogs");
    assert_eq!(library.first("锅"), "water");
    assert_eq!(library.first("物业费怎么收"), "fees");
}

#[tokio::test]
async fn dates_order_and_filter() {
    let library = Library::filled().await;
    let ids = |query: Query| library.search.query(&query).unwrap().hits.into_iter().map(|hit| hit.document).collect::<Vec<_>>();
    let all = Query { limit: 20, ..Query::default() };
    assert_eq!(ids(all.clone()), ["dogs", "decree-729", "decree-711", "citing", "decree-492", "fees", "water", "undated"]);
    assert_eq!(ids(Query { offset: 2, limit: 2, ..all.clone() }), ["decree-711", "citing"]);
    assert_eq!(ids(Query { text: "条例".into(), sort: Sort::Date, ..all.clone() }), ["decree-729", "decree-711", "decree-492"]);
    assert_eq!(
        ids(Query { from: Some(date(2007, 4, 5)), to: Some(date(2019, 4, 3)), ..all.clone() }),
        ["decree-711", "citing", "decree-492"]
    );
    assert_eq!(ids(Query { issuer: Some("交通部".into()), ..all.clone() }), ["water"]);
    assert_eq!(ids(Query { status: Some(Validity::Amended), ..all.clone() }), ["decree-492"]);
    assert!(ids(Query { publisher: Some("ningbo".into()), ..all.clone() }).is_empty());
    let counted = library.search.query(&Query { limit: 0, ..all }).unwrap();
    assert_eq!((counted.hits.len(), counted.total), (0, 8));
}

#[tokio::test]
async fn hostile_text_is_only_text() {
    let library = Library::filled().await;
    for text in [
        "\"",
        "title:(a OR",
        "* ~ ^ + - && || ! { } [ ] \\ / ?",
        "\u{0}\u{1}\u{7f}\u{202e}",
        "🎉",
        "👨‍👩‍👧‍👦🏳️‍🌈",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "第号令",
        "的的的",
        "〔〕号",
        "\u{d7ff}\u{e000}\u{10ffff}",
    ] {
        library.ask(text);
    }
    for text in [
        "供水站".repeat(4000),
        "(".repeat(10_000),
        "国务院令第1号".repeat(2000),
        "a".repeat(10_000),
        ('\u{4e00}'..'\u{9000}').collect::<String>(),
    ] {
        library.ask(&text);
    }
    library.search.query(&Query { text: "条例".into(), offset: usize::MAX, limit: usize::MAX, ..Query::default() }).unwrap();
    assert_eq!(library.ask("🎉").total, 0);
}

#[tokio::test]
async fn follows_the_feed() {
    let mut library = Library::filled().await;
    assert_eq!(library.follower.cursor().await.unwrap(), 8);
    let mut changed = documents().remove(3);
    changed.title = "杭州市养犬管理条例".into();
    library.tell(vec![Fact::Published(changed), Fact::Withdrawn(Withdrawn { document: "water".into() })]).await;
    assert_eq!(library.ask("养犬").hits[0].title, "杭州市养犬管理条例");
    assert_eq!((library.ask("").total, library.ask("军用供水站").total), (7, 0));

    // The same facts again change nothing.
    library
        .follower
        .take(vec![Told { index: 9, at: jiff::Timestamp::UNIX_EPOCH, fact: Fact::Withdrawn(Withdrawn { document: "water".into() }) }], 10)
        .await
        .unwrap();
    assert_eq!((library.ask("").total, library.follower.cursor().await.unwrap()), (7, 10));

    library.search.clear().unwrap();
    assert_eq!((library.ask("").total, library.follower.cursor().await.unwrap()), (0, 0));
}

#[tokio::test]
async fn what_is_on_disk_is_opened_again_or_built_anew() {
    let library = Library::filled().await;
    let path = library.folder.path().to_owned();
    let folder = library.folder;
    drop((library.search, library.follower));
    let again = Search::open(&path).unwrap();
    assert_eq!((again.follower().cursor().await.unwrap(), again.query(&Query { limit: 1, ..Query::default() }).unwrap().total), (8, 8));
    drop(again);

    std::fs::write(path.join("format"), "0 of another time").unwrap();
    for _ in 0..2 {
        let refused = Search::open_to_read(&path).map(drop).unwrap_err().to_string();
        assert!(refused.contains("0 of another time"), "{refused}");
        assert!(path.join("index/meta.json").exists());
    }
    let other = Search::open(&path).unwrap();
    assert_eq!(other.follower().cursor().await.unwrap(), 0);
    drop(other);

    std::fs::write(path.join("index/meta.json"), "{").unwrap();
    assert_eq!(Search::open(&path).unwrap().follower().cursor().await.unwrap(), 0);
    drop(folder);
}

#[tokio::test]
async fn an_index_that_is_only_read_changes_nothing_and_sees_what_was_written() {
    let empty = tempfile::tempdir().unwrap();
    assert!(Search::open_to_read(&empty.path().join("index")).is_err());
    assert!(!empty.path().join("index").exists());

    let mut library = Library::filled().await;
    let beside = Search::open_to_read(library.folder.path()).unwrap();
    assert_eq!(beside.query(&Query { limit: 1, ..Query::default() }).unwrap().total, 8);
    assert!(beside.clear().unwrap_err().to_string().contains("read only"));
    library.tell(vec![Fact::Withdrawn(Withdrawn { document: "water".into() })]).await;
    assert_eq!(library.ask("").total, 7);
}
