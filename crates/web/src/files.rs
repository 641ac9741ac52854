//! Files in a list, with kind and size, so that nobody loads the wrong one.

/// A file to be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// as it is named
    pub name: String,
    /// where it is; an empty one leads nowhere
    pub href: String,
    /// for example `PDF`
    pub kind: String,
    /// for example `1.2 MB`
    pub size: String,
    /// remark; may be empty
    pub note: String,
}

impl FileEntry {
    /// `bytes`: its size
    pub fn new(name: impl Into<String>, href: impl Into<String>, media_type: &str, bytes: u64) -> FileEntry {
        FileEntry { name: name.into(), href: href.into(), kind: kind(media_type), size: size(bytes), note: String::new() }
    }

    /// with a remark
    #[must_use]
    pub fn with_note(self, note: impl Into<String>) -> FileEntry {
        FileEntry { note: note.into(), ..self }
    }
}

/// What people call a media type; an unknown one by the last part of its name.
fn kind(media_type: &str) -> String {
    match media_type.split(';').next().unwrap_or_default().trim() {
        "application/pdf" => "PDF",
        "application/msword" | "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "Word",
        "application/vnd.ms-excel" | "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "Excel",
        "text/plain" => "TXT",
        "image/jpeg" => "JPEG",
        other => return other.rsplit('/').next().unwrap_or_default().to_uppercase(),
    }
    .to_owned()
}

/// At least one digit that says something, at most one behind the point.
fn size(bytes: u64) -> String {
    const STEP: f64 = 1024.0;
    let (mut value, mut unit) = (bytes as f64, "B");
    for next in ["KB", "MB", "GB"] {
        if value < STEP {
            break;
        }
        (value, unit) = (value / STEP, next);
    }
    if unit == "B" || value >= 10.0 { format!("{value:.0} {unit}") } else { format!("{value:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_sizes() {
        for (bytes, words) in
            [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (20 << 20, "20 MB"), (1_258_291, "1.2 MB"), (5 << 30, "5.0 GB")]
        {
            assert_eq!(size(bytes), words);
        }
        for (media_type, words) in [("application/pdf", "PDF"), ("text/plain; charset=utf-8", "TXT"), ("image/png", "PNG"), ("", "")] {
            assert_eq!(kind(media_type), words);
        }
    }
}
