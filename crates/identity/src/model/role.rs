//! Roles and actions: the two closed lists that the table of permissions joins.

use serde::{Deserialize, Serialize};

/// Roles. The requester is none of them: a requester needs no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// registers what comes in at the counter and by letter
    Clerk,
    /// 经办: drafts and sends replies
    CaseOfficer,
    /// 审核: reviews drafts
    Reviewer,
    /// 合法性审查: checks the law of a draft before it is signed
    LegalReviewer,
    /// 签发: approves replies
    Approver,
    /// 保密审查: checks for secrets before anything becomes public
    ConfidentialityReviewer,
    /// edits and publishes documents
    Publisher,
    /// 政务公开处: watches over the requests of every body
    CityOffice,
    /// third-party evaluator
    Evaluator,
    /// runs a government website
    SiteOperator,
    /// looks after shared and open data
    DataSteward,
    /// 系统管理员: organisations, and people with their accounts
    SystemAdministrator,
    /// 安全管理员: who holds which post; passwords and one-time codes that are set anew
    SecurityAdministrator,
    /// 审计员: reads what was done
    Auditor,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 14] = [
        Self::Clerk,
        Self::CaseOfficer,
        Self::Reviewer,
        Self::LegalReviewer,
        Self::Approver,
        Self::ConfidentialityReviewer,
        Self::Publisher,
        Self::CityOffice,
        Self::Evaluator,
        Self::SiteOperator,
        Self::DataSteward,
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
        Self::Auditor,
    ];

    /// The code, for example `case-officer`; its name in each language is the message `identity-role-<code>`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::CaseOfficer => "case-officer",
            Self::Reviewer => "reviewer",
            Self::LegalReviewer => "legal-reviewer",
            Self::Approver => "approver",
            Self::ConfidentialityReviewer => "confidentiality-reviewer",
            Self::Publisher => "publisher",
            Self::CityOffice => "city-office",
            Self::Evaluator => "evaluator",
            Self::SiteOperator => "site-operator",
            Self::DataSteward => "data-steward",
            Self::SystemAdministrator => "system-administrator",
            Self::SecurityAdministrator => "security-administrator",
            Self::Auditor => "auditor",
        }
    }

    /// Parses the code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == code)
    }

    /// One of the three administrators, of whom nobody may be two (三员分立).
    pub fn is_administrator(self) -> bool {
        matches!(self, Self::SystemAdministrator | Self::SecurityAdministrator | Self::Auditor)
    }
}

/// What can be done; each belongs to one capability's pages and API. Additions are welcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// enter a request that came at the counter or by letter
    RegisterRequest,
    /// open a request with its requester
    SeeRequest,
    /// draft a reply
    DraftReply,
    /// review a draft
    ReviewReply,
    /// check the law of a draft
    ReviewLegality,
    /// approve a reply
    ApproveReply,
    /// send an approved reply
    SendReply,
    /// change the words of the city's notices and standard reasons
    ManageLetters,
    /// see number, body and deadline of requests, without personal data
    SeeAllRequests,
    /// write a document and its metadata
    EditDocument,
    /// make a document public, or take it back
    PublishDocument,
    /// check for secrets before publication
    ReviewConfidentiality,
    /// establish, rename, move, merge, dissolve organisations and change their settings
    ManageOrganisations,
    /// register people, disable, enable and close their accounts
    ManagePeople,
    /// give and end posts, set passwords and one-time codes anew
    ManageSecurity,
    /// read what was done by whom
    SeeAudit,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 16] = [
        Self::RegisterRequest,
        Self::SeeRequest,
        Self::DraftReply,
        Self::ReviewReply,
        Self::ReviewLegality,
        Self::ApproveReply,
        Self::SendReply,
        Self::ManageLetters,
        Self::SeeAllRequests,
        Self::EditDocument,
        Self::PublishDocument,
        Self::ReviewConfidentiality,
        Self::ManageOrganisations,
        Self::ManagePeople,
        Self::ManageSecurity,
        Self::SeeAudit,
    ];

    /// The code, for example `draft-reply`; its name in each language is the message `identity-action-<code>`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RegisterRequest => "register-request",
            Self::SeeRequest => "see-request",
            Self::DraftReply => "draft-reply",
            Self::ReviewReply => "review-reply",
            Self::ReviewLegality => "review-legality",
            Self::ApproveReply => "approve-reply",
            Self::SendReply => "send-reply",
            Self::ManageLetters => "manage-letters",
            Self::SeeAllRequests => "see-all-requests",
            Self::EditDocument => "edit-document",
            Self::PublishDocument => "publish-document",
            Self::ReviewConfidentiality => "review-confidentiality",
            Self::ManageOrganisations => "manage-organisations",
            Self::ManagePeople => "manage-people",
            Self::ManageSecurity => "manage-security",
            Self::SeeAudit => "see-audit",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_ones_that_are_stored() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        for action in Action::ALL {
            assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
        }
        assert_eq!(Role::parse("mayor"), None);
    }
}
