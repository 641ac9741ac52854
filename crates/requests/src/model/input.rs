//! What a requester hands in, as it comes from outside: nothing is trusted yet.

use super::choice::{ApplicantKind, Delivery, Form};
use serde::{Deserialize, Serialize};

/// An application as a form or an API call brings it: nothing is trusted yet. Members are optional so that each missing
/// one is told at its own field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "organisation": "hz-housing",
    "applicant": {
        "kind": "natural-person",
        "name": "演示申请人",
        "identity": {"type": "resident-identity-card", "number": "11010519491231002X"},
        "phone": "0571-00000000",
        "email": "demo@example.org",
        "address": "杭州市演示路1号"
    },
    "subject": "2015 年市区公共租赁住房分配结果",
    "description": "按区分列的分配套数和轮候人数。",
    "form": "electronic",
    "delivery": "online"
}))]
pub struct ApplicationInput {
    /// id of the organisation that is asked
    #[schema(required, value_type = String, example = "hz-housing")]
    pub organisation: Option<String>,
    /// who asks
    #[schema(required, value_type = ApplicantInput)]
    pub applicant: Option<ApplicantInput>,
    /// what is wanted, in a line (1 to 200 characters)
    #[schema(required, value_type = String, example = "2015 年市区公共租赁住房分配结果", max_length = 200, min_length = 1)]
    pub subject: Option<String>,
    /// name, number or other features by which it can be found (to 5,000 characters)
    #[schema(example = "按区分列的分配套数和轮候人数。", max_length = 5000)]
    pub description: Option<String>,
    /// `electronic`, `paper` or `inspection`
    #[schema(required, value_type = Form, example = "electronic")]
    pub form: Option<String>,
    /// `online`, `post`, `e-mail` or `collect`
    #[schema(required, value_type = Delivery, example = "online")]
    pub delivery: Option<String>,
    /// who acts for the requester, with authority
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentInput>,
    /// who asks together with the requester (at most 4), each with name and proof of identity
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 4)]
    pub others: Option<Vec<ApplicantInput>>,
    /// `disclosure` (as without it), or `correction`: a record on the requester is to be corrected
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "disclosure")]
    pub track: Option<String>,
    /// for a correction: what shows that the record is wrong (to 5,000 characters)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 5000)]
    pub evidence: Option<String>,
    /// what help is needed to ask, read, see or hear (to 500 characters)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "请打电话告知结果。", max_length = 500)]
    pub help: Option<String>,
}

/// Who acts for the requester, as it comes from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentInput {
    /// name (1 to 100 characters)
    #[schema(required, value_type = String, example = "演示代理人", max_length = 100, min_length = 1)]
    pub name: Option<String>,
    /// telephone
    #[schema(example = "0571-00000000")]
    pub phone: Option<String>,
    /// the authority: by whom, for what, until when (1 to 1,000 characters)
    #[schema(required, value_type = String, example = "受申请人书面委托办理本次申请（演示）", max_length = 1000, min_length = 1)]
    pub authority: Option<String>,
}

/// Who asks, as it comes from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicantInput {
    /// `natural-person` or one of the kinds of organisations that the annual report counts
    #[schema(required, value_type = ApplicantKind, example = "natural-person")]
    pub kind: Option<String>,
    /// name (1 to 100 characters)
    #[schema(required, value_type = String, example = "演示申请人", max_length = 100, min_length = 1)]
    pub name: Option<String>,
    /// proof of identity
    pub identity: Option<IdentityInput>,
    /// telephone
    #[schema(example = "0571-00000000")]
    pub phone: Option<String>,
    /// e-mail address
    #[schema(example = "demo@example.org")]
    pub email: Option<String>,
    /// postal address
    #[schema(example = "杭州市演示路1号")]
    pub address: Option<String>,
    /// the person to speak to, where an organisation asks
    pub contact_name: Option<String>,
}

/// A document of identity, as it comes from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityInput {
    /// `resident-identity-card`, `passport`, `hong-kong-macao-permit`, `taiwan-permit`, `other-document` or
    /// `unified-social-credit-code`
    #[serde(rename = "type")]
    #[schema(example = "resident-identity-card")]
    pub kind: Option<String>,
    /// its number
    #[schema(example = "11010519491231002X")]
    pub number: Option<String>,
}
