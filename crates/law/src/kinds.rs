use serde::{Deserialize, Serialize};

/// The regulation in force on the day of receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Regime {
    /// Order 492, [2008-05-01, 2019-05-14]
    #[serde(rename = "2007")]
    R2007,
    /// Order 711, [2019-05-15, –]
    #[serde(rename = "2019")]
    R2019,
}

impl Regime {
    /// Both, oldest first.
    pub const ALL: [Regime; 2] = [Self::R2007, Self::R2019];

    /// `2007` or `2019`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::R2007 => "2007",
            Self::R2019 => "2019",
        }
    }

    /// Parses `2007` or `2019`.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|regime| regime.as_str() == code)
    }
}

/// Kinds of organisations, for remedies and permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationKind {
    /// 市人民政府
    CityGovernment,
    /// the government of a county, a district or a county-level city
    CountyGovernment,
    /// 乡镇人民政府
    TownshipGovernment,
    /// a department of the government of its level
    Department,
    /// 办公厅, 办公室: replies as a department of its government unless set otherwise
    GovernmentOffice,
    /// customs, financial regulators, foreign exchange, tax, national security
    VerticalDepartment,
    /// 司法行政部门
    JudicialDepartment,
    /// an authorised organisation (事业单位 and the like)
    Institution,
}

impl OrganisationKind {
    /// every kind
    pub const ALL: [OrganisationKind; 8] = [
        Self::CityGovernment,
        Self::CountyGovernment,
        Self::TownshipGovernment,
        Self::Department,
        Self::GovernmentOffice,
        Self::VerticalDepartment,
        Self::JudicialDepartment,
        Self::Institution,
    ];

    /// the code, for example `city-government`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CityGovernment => "city-government",
            Self::CountyGovernment => "county-government",
            Self::TownshipGovernment => "township-government",
            Self::Department => "department",
            Self::GovernmentOffice => "government-office",
            Self::VerticalDepartment => "vertical-department",
            Self::JudicialDepartment => "judicial-department",
            Self::Institution => "institution",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == code)
    }
}

/// By which way a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// 当面提交
    Counter,
    /// 挂号信、特快专递
    RegisteredPost,
    /// 平常信函
    OrdinaryLetter,
    /// 互联网
    Online,
    /// 传真
    Fax,
    /// 口头
    Oral,
}

impl Channel {
    /// every channel
    pub const ALL: [Channel; 6] = [Self::Counter, Self::RegisteredPost, Self::OrdinaryLetter, Self::Online, Self::Fax, Self::Oral];

    /// the code, for example `ordinary-letter`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::RegisteredPost => "registered-post",
            Self::OrdinaryLetter => "ordinary-letter",
            Self::Online => "online",
            Self::Fax => "fax",
            Self::Oral => "oral",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == code)
    }
}

/// What starts the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptStart {
    /// day of submission
    Submission,
    /// day on which the organ signed for it
    Signing,
    /// day of confirmation with the requester; the organ must confirm on the day the letter arrives
    ConfirmationSameDay,
    /// the later of both sides' confirmations
    BothConfirm,
}

impl ReceiptStart {
    /// The codes that a rule file may say.
    pub(crate) const CODES: [&'static str; 4] = ["submission", "signing", "confirmation-same-day", "both-confirm"];

    pub(crate) fn parse(code: &str) -> Option<Self> {
        match code {
            "submission" => Some(Self::Submission),
            "signing" => Some(Self::Signing),
            "confirmation-same-day" => Some(Self::ConfirmationSameDay),
            "both-confirm" => Some(Self::BothConfirm),
            _ => None,
        }
    }
}
