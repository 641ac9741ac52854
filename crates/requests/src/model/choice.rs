//! What is chosen from a list: kinds of requesters and documents, forms, ways of delivery.

use serde::{Deserialize, Serialize};

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
