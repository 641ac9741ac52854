//! Names and addresses of the bodies and courts that a letter sends somebody to. A city writes them down; no law does.

use crate::LawFileErrors;
use crate::files;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The table of a city.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReviewBodies {
    bodies: Vec<ReviewBody>,
}

/// A body that decides on a reconsideration, or a court, as it was from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case"))]
pub struct ReviewBody {
    /// stable id; a later row of the same id takes the place of an earlier one from its day on
    pub id: String,
    /// what it is
    pub kind: ReviewBodyKind,
    /// of a reconsideration body: as which authority it is asked, a code of the choices of `authority`
    #[serde(default)]
    pub authority: Option<String>,
    /// the organisations, by id, whose replies come before it, with all organisations under them
    pub over: Vec<String>,
    /// name as a letter prints it
    pub name: String,
    /// postal address
    pub address: String,
    /// telephone
    #[serde(default)]
    pub telephone: Option<String>,
    /// where an application or a complaint can be filed online
    #[serde(default)]
    pub online_channel: Option<String>,
    /// first day on which this holds
    pub since: Date,
}

/// What a review body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewBodyKind {
    /// 行政复议机关
    Reconsideration,
    /// 人民法院
    Court,
}

impl ReviewBodies {
    /// Reads a table; `name` is what faults call the file.
    pub fn parse(name: &str, text: &str) -> Result<Self, LawFileErrors> {
        files::review_bodies(name, text)
    }

    pub(crate) fn new(bodies: Vec<ReviewBody>) -> Self {
        Self { bodies }
    }

    /// Every row, in the order of the file.
    pub fn all(&self) -> &[ReviewBody] {
        &self.bodies
    }

    /// The bodies of a kind that are over an organisation on a day, the nearest first. `line` is the organisation's id
    /// followed by those of the organisations above it, up to the city; `authority` is asked of reconsideration only.
    pub fn find(&self, kind: ReviewBodyKind, authority: Option<&str>, line: &[&str], on: Date) -> Vec<&ReviewBody> {
        let mut found: Vec<(usize, &ReviewBody)> = self
            .bodies
            .iter()
            .filter(|body| body.kind == kind && body.since <= on && authority.is_none_or(|code| body.authority.as_deref() == Some(code)))
            .filter(|body| !self.bodies.iter().any(|other| other.id == body.id && body.since < other.since && other.since <= on))
            .filter_map(|body| Some((line.iter().position(|id| body.over.iter().any(|over| over == id))?, body)))
            .collect();
        found.sort_by_key(|(distance, _)| *distance);
        found.into_iter().map(|(_, body)| body).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DEMO: &str = include_str!("../../../demo/review-bodies.toml");

    fn bodies() -> ReviewBodies {
        ReviewBodies::parse("demo/review-bodies.toml", DEMO).expect("reads")
    }

    #[test]
    fn a_department_of_the_demo_city() {
        let line = ["hz-housing", "hz"];
        let on = date(2026, 1, 5);
        let names = |kind, authority| -> Vec<String> {
            bodies().find(kind, authority, &line, on).into_iter().map(|body| body.name.clone()).collect()
        };
        assert_eq!(names(ReviewBodyKind::Reconsideration, Some("same-level-government")), ["杭州市人民政府（演示）"]);
        assert_eq!(names(ReviewBodyKind::Court, None).len(), 1);
        assert!(bodies().find(ReviewBodyKind::Court, None, &["elsewhere"], on).is_empty());
        assert!(bodies().find(ReviewBodyKind::Court, None, &line, date(1990, 1, 1)).is_empty());
    }

    #[test]
    fn the_city_itself_goes_to_the_province() {
        let found = bodies();
        let found = found.find(ReviewBodyKind::Reconsideration, Some("superior-government"), &["hz"], date(2026, 1, 5));
        assert_eq!(found[0].name, "浙江省人民政府（演示）");
    }

    #[test]
    fn every_address_of_the_demo_says_so() {
        for body in bodies().all() {
            assert!(body.name.contains("演示") && body.address.contains("演示"), "{}", body.id);
            assert!(body.online_channel.as_ref().is_none_or(|channel| channel.contains("example.org")), "{}", body.id);
        }
    }

    #[test]
    fn a_later_row_replaces_an_earlier_one() {
        let text = format!(
            "{DEMO}\n{}",
            DEMO.split("\n\n").nth(1).expect("a first row").replace("2008-05-01", "2025-01-01").replace("演示路", "演示新路")
        );
        let moved = ReviewBodies::parse("city.toml", &text).expect("reads");
        let address = |on| moved.find(ReviewBodyKind::Reconsideration, Some("same-level-government"), &["hz"], on)[0].address.clone();
        assert!(!address(date(2024, 12, 31)).contains("演示新路"));
        assert!(address(date(2025, 1, 1)).contains("演示新路"));
    }

    #[test]
    fn faults_have_a_file_and_a_line() {
        for (from, to, said) in [
            ("kind = \"reconsideration\"", "kind = \"parliament\"", "unknown variant `parliament`"),
            ("since = \"2008-05-01\"", "", "missing field `since`"),
            ("authority = \"same-level-government\"\n", "", "says no authority"),
            ("over = [\"hz\"]", "over = []", "is over no organisation"),
            ("https://", "http://", "must begin with https://"),
        ] {
            assert!(DEMO.contains(from), "{from}");
            let error = ReviewBodies::parse("city.toml", &DEMO.replacen(from, to, 1)).expect_err(said).to_string();
            assert!(error.contains(said) && error.contains("city.toml:"), "{error}");
        }
    }
}
