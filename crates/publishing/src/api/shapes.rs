//! Documents as programs see them.

use crate::import::structure::{Node, structure};
use crate::model::Document;
use jiff::civil::Date;
use search::Hit;
use serde::Serialize;
use utoipa::ToSchema;

/// A document in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentItem {
    /// its id
    #[schema(example = "k3v9q2w8x5z1m4n7b6c0d2f4g6")]
    id: String,
    /// the id it had where it was imported from
    #[schema(required = true)]
    external_id: Option<String>,
    /// 名称
    #[schema(example = "杭州市人民政府办公厅关于进一步加强和改进政务公开工作的通知")]
    title: String,
    /// 文号
    #[schema(required = true, example = "杭政办发电〔2016〕6号")]
    number: Option<String>,
    /// 索引号
    #[schema(required = true, example = "002489401/2016-00123")]
    index_number: Option<String>,
    /// issuer as printed; empty where the source names none
    #[schema(example = "杭州市人民政府办公厅")]
    issuer: String,
    /// id of the publishing organisation
    #[schema(example = "hz-office")]
    publisher: String,
    /// 成文日期
    #[schema(required = true, value_type = Option<String>, format = Date, example = "2016-08-17")]
    made_on: Option<Date>,
    /// 发布日期; null where the source does not tell it
    #[schema(required = true, value_type = Option<String>, format = Date, example = "2016-08-18")]
    published_on: Option<Date>,
    /// `in-force`, `amended`, `repealed`, `expired`, `unmarked`
    #[schema(example = "in-force")]
    status: &'static str,
    /// its page
    #[schema(example = "/documents/k3v9q2w8x5z1m4n7b6c0d2f4g6")]
    url: String,
    /// plain text of the place that answers
    snippet: String,
    /// ranges of characters in `snippet`
    #[schema(value_type = Vec<Vec<u32>>, example = json!([[0, 4]]))]
    highlights: Vec<(usize, usize)>,
    /// the clause that answers, where one does
    #[schema(required = true, example = "1-3")]
    anchor: Option<String>,
}

impl From<Hit> for DocumentItem {
    fn from(hit: Hit) -> Self {
        DocumentItem {
            id: hit.document,
            external_id: hit.external_id,
            title: hit.title,
            number: hit.number,
            index_number: hit.index_number,
            issuer: hit.issuer,
            publisher: hit.publisher,
            made_on: hit.made_on,
            published_on: hit.published_on,
            status: hit.status.as_str(),
            url: hit.url,
            snippet: hit.snippet,
            highlights: hit.highlights,
            anchor: hit.anchor,
        }
    }
}

/// The file as it was handed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalFile {
    /// name as given
    name: String,
    /// told by content
    media_type: String,
    /// bytes
    size: u64,
    /// of its bytes, hexadecimal
    sha256: String,
    /// where it is
    url: String,
}

/// A whole document.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentWhole {
    /// its id
    id: String,
    /// the id it had where it was imported from
    #[schema(required = true)]
    external_id: Option<String>,
    /// 名称
    title: String,
    /// 文号
    #[schema(required = true)]
    number: Option<String>,
    /// 索引号
    #[schema(required = true)]
    index_number: Option<String>,
    /// issuer as printed; empty where the source names none
    issuer: String,
    /// id of the publishing organisation
    publisher: String,
    /// 成文日期
    #[schema(required = true, value_type = Option<String>, format = Date)]
    made_on: Option<Date>,
    /// 发布日期
    #[schema(required = true, value_type = Option<String>, format = Date)]
    published_on: Option<Date>,
    /// day from which it has effect
    #[schema(required = true, value_type = Option<String>, format = Date)]
    effective_on: Option<Date>,
    /// `in-force`, `amended`, `repealed`, `expired`, `unmarked`
    status: &'static str,
    /// 主题分类
    #[schema(required = true)]
    subject: Option<String>,
    /// 体裁
    #[schema(required = true)]
    kind: Option<String>,
    /// where it has effect
    #[schema(required = true)]
    region: Option<String>,
    /// 公开属性
    #[schema(example = "proactive")]
    mode: &'static str,
    /// its page
    url: String,
    /// names of members whose values are the demonstration's own
    demo_values: Vec<String>,
    /// lines about adoption and promulgation, as they stand in the source
    remarks: Vec<String>,
    /// where it was imported from
    #[schema(required = true)]
    source: Option<String>,
    /// the file as it was handed over
    #[schema(required = true)]
    original: Option<OriginalFile>,
    /// index of the ledger's entry that holds this version
    ledger_index: u64,
    /// public versions so far
    versions: usize,
    /// the body as a tree
    body: Vec<Node>,
    /// the body as text
    text: String,
}

impl DocumentWhole {
    /// of a document that is public
    pub fn new(id: String, document: Document) -> Option<DocumentWhole> {
        let versions = document.steps.iter().filter(|step| step.edition.is_some()).count();
        let public = document.public?;
        let edition = public.edition;
        let content = edition.content;
        let url = format!("/documents/{id}");
        Some(DocumentWhole {
            body: structure(&content.text, &content.title, content.number.as_deref()),
            original: content.original.map(|file| OriginalFile {
                name: file.name,
                media_type: file.media_type,
                size: file.size,
                sha256: file.sha256,
                url: format!("{url}/original"),
            }),
            id,
            external_id: edition.external_id,
            title: content.title,
            number: content.number,
            index_number: edition.index_number,
            issuer: content.issuer,
            publisher: edition.publisher,
            made_on: content.made_on,
            published_on: edition.published_on,
            effective_on: content.effective_on,
            status: content.validity.as_str(),
            subject: content.subject,
            kind: content.kind,
            region: content.region,
            mode: content.mode.as_str(),
            url,
            demo_values: edition.demo_values,
            remarks: edition.remarks,
            source: edition.source,
            ledger_index: public.leaf,
            versions,
            text: content.text,
        })
    }
}
