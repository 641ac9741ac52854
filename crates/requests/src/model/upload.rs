//! A file as it comes from outside.

/// A file whose kind was told by its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// name as given, cleaned
    pub name: String,
    /// told by content, never by name
    pub media_type: String,
    /// the whole
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Upload").field("media_type", &self.media_type).field("size", &self.bytes.len()).finish_non_exhaustive()
    }
}
