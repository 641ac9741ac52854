//! What a requester hands in, as it comes from outside and as it is once it was checked.

use super::identity_number::{self, NumberFault};
use jiff::civil::Date;
use law::ApplicationField;
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

/// What is wrong with a field: JSON member's name with dots, a stable code, and a number that the message needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// for example `applicant.identity.number`
    pub field: &'static str,
    /// for example `check-digit`; the message is `requests-problem-<code>`
    pub code: &'static str,
    /// a limit that the message names
    pub limit: usize,
}

macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $code)] $variant),+ }
        impl $name {
            /// every value, in the order in which it is offered
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// the code
            pub fn as_str(self) -> &'static str { match self { $($name::$variant => $code),+ } }
            /// parses the code
            pub fn parse(code: &str) -> Option<Self> { Self::ALL.iter().copied().find(|v| v.as_str() == code) }
        }
        // By hand: the derive does not see a name that a macro hands to serde.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String).enum_values(Some([$($code),+])).into()
            }
        }
        impl utoipa::ToSchema for $name {}
    };
}

coded! {
    /// Who asks, by the columns of the annual report.
    ApplicantKind {
        /// 自然人
        NaturalPerson = "natural-person",
        /// 商业企业
        Enterprise = "enterprise",
        /// 科研机构
        ResearchInstitution = "research-institution",
        /// 社会公益组织
        PublicInterestOrganisation = "public-interest-organisation",
        /// 法律服务机构
        LegalService = "legal-service",
        /// 其他
        OtherOrganisation = "other-organisation",
    }
}
coded! {
    /// Kinds of identity documents.
    IdentityType {
        /// 居民身份证
        ResidentIdentityCard = "resident-identity-card",
        /// 护照
        Passport = "passport",
        /// 港澳居民来往内地通行证
        HongKongMacaoPermit = "hong-kong-macao-permit",
        /// 台湾居民来往大陆通行证
        TaiwanPermit = "taiwan-permit",
        /// 其他证件
        OtherDocument = "other-document",
        /// 统一社会信用代码
        UnifiedSocialCreditCode = "unified-social-credit-code",
    }
}
coded! {
    /// In which form the information is wanted.
    Form {
        /// 电子
        Electronic = "electronic",
        /// 纸质
        Paper = "paper",
        /// 查阅
        Inspection = "inspection",
    }
}
coded! {
    /// By which way the reply is wanted.
    Delivery {
        /// 网上领取
        Online = "online",
        /// 邮寄
        Post = "post",
        /// 电子邮件
        EMail = "e-mail",
        /// 当面领取
        Collect = "collect",
    }
}

/// A checked application. What is personal in it is sealed before anything is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// who asks
    pub applicant: Applicant,
    /// what is wanted
    pub subject: String,
    /// features by which it can be found; may be empty
    pub description: String,
    /// form wanted
    pub form: Form,
    /// way wanted
    pub delivery: Delivery,
}

/// A checked requester.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// column of the annual report
    pub kind: ApplicantKind,
    /// name
    pub name: String,
    /// document and number, where given
    pub identity: Option<(IdentityType, String)>,
    /// telephone
    pub phone: Option<String>,
    /// e-mail
    pub email: Option<String>,
    /// address
    pub address: Option<String>,
    /// contact person of an organisation
    pub contact_name: Option<String>,
}

impl Application {
    /// Checks an application against the fields that the law of the day asks for (rules.md 1.3).
    ///
    /// # Errors
    /// Every bad field, in the order of the form.
    pub fn parse(input: &ApplicationInput, asked: &[ApplicationField], today: Date) -> Result<Application, Vec<Problem>> {
        let mut check = Check { problems: Vec::new() };
        let needs = |name: &str| asked.iter().any(|field| field.required && field.name == name);
        let subject = check.text("subject", input.subject.as_deref(), 200, true, false);
        let description = check.text("description", input.description.as_deref(), 5_000, false, true);
        let form = check.choice("form", input.form.as_deref(), Form::parse);
        let delivery = check.choice("delivery", input.delivery.as_deref(), Delivery::parse);
        let missing = ApplicantInput::default();
        let who = input.applicant.as_ref().unwrap_or(&missing);
        let kind = check.choice("applicant.kind", who.kind.as_deref(), ApplicantKind::parse);
        let name = check.text("applicant.name", who.name.as_deref(), 100, true, false);
        let identity = check.identity(who.identity.as_ref(), kind, needs("applicant.identity"), today);
        let phone = check.optional("applicant.phone", who.phone.as_deref(), 40);
        if let Some(phone) = &phone
            && !(phone.chars().filter(char::is_ascii_digit).count() >= 5
                && phone.chars().all(|c| c.is_ascii_digit() || "+-() 转".contains(c)))
        {
            check.add("applicant.phone", "phone", 0);
        }
        let email = check.optional("applicant.email", who.email.as_deref(), 254);
        if let Some(email) = &email
            && !plausible_email(email)
        {
            check.add("applicant.email", "e-mail", 0);
        }
        let address = check.optional("applicant.address", who.address.as_deref(), 200);
        let organisation = kind.is_some_and(|kind| kind != ApplicantKind::NaturalPerson);
        let contact_name = check.text("applicant.contact_name", who.contact_name.as_deref(), 100, organisation, false);
        if phone.is_none() && email.is_none() && address.is_none() && !check.has("applicant.") && needs("applicant.contact") {
            check.add("applicant.phone", "contact", 0);
        }
        match delivery {
            Some(Delivery::Post) if address.is_none() => check.add("applicant.address", "needed-for-post", 0),
            Some(Delivery::EMail) if email.is_none() => check.add("applicant.email", "needed-for-e-mail", 0),
            _ => {}
        }
        match (check.problems.is_empty(), kind, form, delivery) {
            (true, Some(kind), Some(form), Some(delivery)) => Ok(Application {
                applicant: Applicant {
                    kind,
                    name,
                    identity,
                    phone,
                    email,
                    address,
                    contact_name: Some(contact_name).filter(|name| !name.is_empty()),
                },
                subject,
                description,
                form,
                delivery,
            }),
            _ => Err(check.problems),
        }
    }
}

struct Check {
    problems: Vec<Problem>,
}

impl Check {
    fn add(&mut self, field: &'static str, code: &'static str, limit: usize) {
        if !self.problems.iter().any(|problem| problem.field == field) {
            self.problems.push(Problem { field, code, limit });
        }
    }

    fn has(&self, prefix: &str) -> bool {
        self.problems.iter().any(|problem| problem.field.starts_with(prefix))
    }

    fn text(&mut self, field: &'static str, value: Option<&str>, limit: usize, required: bool, lines: bool) -> String {
        let mut value = value.unwrap_or_default().replace("\r\n", "\n");
        if !lines {
            value = value.replace('\n', " ");
        }
        if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            self.add(field, "control-character", 0);
        } else if value.trim().is_empty() {
            if required {
                self.add(field, "required", 0);
            }
            return String::new();
        } else if value.chars().count() > limit {
            self.add(field, "too-long", limit);
        }
        value
    }

    fn optional(&mut self, field: &'static str, value: Option<&str>, limit: usize) -> Option<String> {
        Some(self.text(field, value, limit, false, false).trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn choice<T>(&mut self, field: &'static str, value: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = value.unwrap_or_default();
        let choice = parse(value);
        if choice.is_none() {
            self.add(field, if value.is_empty() { "required" } else { "choice" }, 0);
        }
        choice
    }

    fn identity(
        &mut self,
        input: Option<&IdentityInput>,
        kind: Option<ApplicantKind>,
        required: bool,
        today: Date,
    ) -> Option<(IdentityType, String)> {
        const NUMBER: &str = "applicant.identity.number";
        let given = input.filter(|i| i.number.as_deref().is_some_and(|n| !n.trim().is_empty()));
        let Some(given) = given else {
            if required {
                self.add(NUMBER, "identity-required", 0);
            }
            return None;
        };
        let document = self.choice("applicant.identity.type", given.kind.as_deref(), IdentityType::parse)?;
        let person = kind.is_none_or(|kind| kind == ApplicantKind::NaturalPerson);
        if kind.is_some() && person == (document == IdentityType::UnifiedSocialCreditCode) {
            self.add("applicant.identity.type", if person { "identity-of-person" } else { "identity-of-organisation" }, 0);
            return None;
        }
        let typed = given.number.as_deref().unwrap_or_default();
        let checked = match document {
            IdentityType::ResidentIdentityCard => identity_number::resident(typed, today),
            IdentityType::UnifiedSocialCreditCode => identity_number::social_credit(typed),
            _ => other_document(typed),
        };
        match checked {
            Ok(number) => Some((document, number)),
            Err(fault) => {
                self.add(
                    NUMBER,
                    match fault {
                        NumberFault::Form => "identity-form",
                        NumberFault::BirthDate => "birth-date",
                        NumberFault::CheckDigit => "check-digit",
                    },
                    0,
                );
                None
            }
        }
    }
}

fn other_document(number: &str) -> Result<String, NumberFault> {
    let number = number.trim();
    if (4..=40).contains(&number.chars().count()) && number.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '(' | ')')) {
        Ok(number.to_ascii_uppercase())
    } else {
        Err(NumberFault::Form)
    }
}

fn plausible_email(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else { return false };
    !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !email.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"'))
        && !local.contains('@')
}
