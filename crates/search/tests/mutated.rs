//! Questions put to the index, made bad. Each is answered; a document number in any brackets finds its document.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use facts::{Fact, Passage, Published, Validity};
use jiff::civil::date;
use search::{Query, Search, Sort};
use store::Told;

const TITLE: &str = "关于进一步加强和改进政务公开工作的通知";
const NUMBER: &str = "杭政办发电〔2016〕6号";

async fn library(folder: &std::path::Path) -> Search {
    let search = Search::open(folder).unwrap();
    let document = |id: &str, title: &str, number: &str, text: String| {
        Fact::Published(Published {
            document: id.into(),
            external_id: None,
            title: title.into(),
            number: Some(number.into()),
            index_number: None,
            issuer: "杭州市人民政府办公厅".into(),
            publisher: "hangzhou".into(),
            made_on: Some(date(2016, 8, 17)),
            published_on: Some(date(2016, 8, 17)),
            status: Validity::InForce,
            url: format!("/documents/{id}"),
            passages: vec![Passage { anchor: Some("c1".into()), text }],
        })
    };
    let odd: String = (0..150)
        .map(|case| mutation::text(&[TITLE, NUMBER, "國務院令第711號 Open Data 2016年第23号"], case))
        .filter(|text| text.len() < 2_000)
        .collect();
    // Names without end before numbers: what was once looked back to from each of them.
    let endless = "令六号".repeat(20_000);
    let facts = [
        document("endless", "没有标点的一件", "国务院令第7号", endless),
        document("notice", TITLE, NUMBER, "各区、县（市）人民政府，市政府各部门：政务公开是行政机关全面推进决策、执行。".into()),
        document("odd", "奇怪的一件", "国务院令第711号", odd),
    ];
    let told: Vec<Told> =
        facts.into_iter().enumerate().map(|(index, fact)| Told { index: index as u64, at: jiff::Timestamp::UNIX_EPOCH, fact }).collect();
    search.follower().take(told, 3).await.unwrap();
    search
}

#[tokio::test]
async fn every_question_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let search = library(folder.path()).await;
    let samples = [
        TITLE,
        NUMBER,
        "國務院令 711",
        "国务院令第七百一十一号",
        "open DATA 2016年第23号",
        "\"政务公开\" AND (title:通知 OR NOT *) ~2 [a TO z]",
    ];
    mutation::each_text(&samples, 180, |text| {
        for sort in [Sort::Relevance, Sort::Date] {
            let hits = search.query(&Query { text: text.into(), limit: 10, sort, ..Query::default() }).unwrap();
            assert!(hits.hits.len() <= 10 && hits.hits.len() <= hits.total);
            for hit in &hits.hits {
                let (title, snippet) = (hit.title.chars().count(), hit.snippet.chars().count());
                assert!(snippet <= 400, "{snippet}");
                for (places, length) in [(&hit.title_highlights, title), (&hit.highlights, snippet)] {
                    assert!(places.iter().all(|(from, to)| from < to && *to <= length), "{places:?} of {length}");
                }
            }
        }
    });
    let brackets = [('〔', '〕'), ('[', ']'), ('【', '】'), ('(', ')'), ('（', '）'), ('［', '］'), ('<', '>')];
    for (open, close) in brackets {
        for text in [
            format!("杭政办发电{open}2016{close}6号"),
            format!(" 杭政办发电 {open} 2016 {close} ６ 号"),
            format!("杭政辦發電{open}２０１６{close}6號"),
        ] {
            let hits = search.query(&Query { text: text.clone(), limit: 1, ..Query::default() }).unwrap();
            assert_eq!(hits.hits.first().map(|hit| hit.document.as_str()), Some("notice"), "{text}");
        }
    }
    for (offset, limit) in [(usize::MAX, 10), (usize::MAX, usize::MAX), (0, 0), (1, usize::MAX), (1_000_000, 100)] {
        let hits = search.query(&Query { text: "公开".into(), limit, offset, ..Query::default() }).unwrap();
        assert!(hits.hits.len() <= hits.total);
    }
    for text in ["公".repeat(200_000), "令".repeat(100_000) + "6号", "〔".repeat(100_000), "2016年".repeat(50_000), "a ".repeat(100_000)]
    {
        let _ = search.query(&Query { text, limit: 10, ..Query::default() }).unwrap();
    }
}
