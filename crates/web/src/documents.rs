//! A document in a list: the home page, the list of documents and whatever else names documents say the same of one.

use crate::{Language, Page, Tone, message};
use facts::Validity;
use search::Hit;

/// 有效性 in words.
pub fn validity_name(language: Language, validity: Validity) -> String {
    message(language, &format!("web-validity-{}", validity.as_str()), &[])
}

impl From<Validity> for Tone {
    fn from(validity: Validity) -> Tone {
        match validity {
            Validity::InForce => Tone::Done,
            Validity::Amended => Tone::Soon,
            Validity::Repealed | Validity::Expired => Tone::Off,
            Validity::Unmarked => Tone::Plain,
        }
    }
}

/// What a list says of a document beside its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDocument {
    /// its page
    pub href: String,
    /// issuer, number, day of publication or else the day it was made; only what is known
    pub parts: Vec<String>,
    /// 有效性 in words
    pub validity: String,
    /// its tone
    pub tone: Tone,
}

impl ListedDocument {
    /// as the index knows it
    pub fn new(page: &Page, hit: &Hit) -> ListedDocument {
        let day = match (hit.published_on, hit.made_on) {
            (Some(published), _) => Some(page.t1("web-document-published-on", "date", published)),
            (None, Some(made)) => Some(page.t1("web-document-made-on", "date", made)),
            (None, None) => None,
        };
        ListedDocument {
            href: page.href(&hit.url),
            parts: [Some(hit.issuer.clone()), hit.number.clone(), day].into_iter().flatten().filter(|part| !part.is_empty()).collect(),
            validity: validity_name(page.language(), hit.status),
            tone: hit.status.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Section;
    use jiff::civil::date;

    fn hit() -> Hit {
        Hit {
            document: "d1".into(),
            external_id: None,
            title: "某条例".into(),
            title_highlights: Vec::new(),
            number: Some("国令〔2019〕1号".into()),
            index_number: None,
            issuer: "国务院".into(),
            publisher: "hz".into(),
            made_on: Some(date(2019, 4, 3)),
            published_on: Some(date(2019, 4, 15)),
            status: Validity::Amended,
            url: "/documents/d1".into(),
            snippet: String::new(),
            highlights: Vec::new(),
            anchor: None,
        }
    }

    #[test]
    fn only_what_is_known_is_said() {
        let page = Page::sample(Language::Chinese, Section::Documents, "政策文件");
        let listed = ListedDocument::new(&page, &hit());
        assert_eq!(listed.parts, ["国务院", "国令〔2019〕1号", "发布 2019-04-15"]);
        assert_eq!((listed.validity.as_str(), listed.tone), ("已修改", Tone::Soon));
        let bare = Hit { issuer: String::new(), number: None, published_on: None, ..hit() };
        assert_eq!(ListedDocument::new(&page, &bare).parts, ["成文 2019-04-03"]);
        assert!(ListedDocument::new(&page, &Hit { made_on: None, ..bare }).parts.is_empty());
    }
}
