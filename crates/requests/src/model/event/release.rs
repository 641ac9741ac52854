//! What is handed out with the reply: material, the draft layer of redactions, the redacted file. The original never
//! leaves the case.

use super::SealedFile;
use serde::{Deserialize, Serialize};
use store::PartRef;

/// Material was put into the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialAdded {
    /// id within the case
    pub id: String,
    /// the original
    pub file: SealedFile,
    /// pages
    pub pages: u32,
    /// person's id
    pub person: String,
}

/// Marks were drawn on it: the draft layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerDrawn {
    /// material's id
    pub material: String,
    /// sealed JSON of `redaction::DraftLayer`
    pub layer: PartRef,
    /// person's id
    pub person: String,
}

/// The redacted file was made from the layer and goes out with the reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseMade {
    /// material's id
    pub material: String,
    /// the layer that it was made from
    pub layer: PartRef,
    /// the file that is handed out, under its neutral name
    pub file: SealedFile,
    /// number of the attachment; none where it was made before attachments had one
    #[serde(default)]
    pub number: u32,
    /// something was taken out
    #[serde(default)]
    pub partial: bool,
    /// person's id
    pub person: String,
}

/// Material does not go out after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialWithdrawn {
    /// material's id
    pub material: String,
    /// person's id
    pub person: String,
}
