//! What was measured, as a table.

use comfy_table::{Table, presets};
use std::fmt;

/// A figure with its unit.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// how much
    pub value: f64,
    /// of what
    pub unit: &'static str,
}

impl fmt::Display for Figure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.value < 10.0 { 2 } else { 0 };
        write!(formatter, "{:.digits$} {}", self.value, self.unit)
    }
}

/// The table.
pub struct Report(Table);

impl Report {
    /// Without rows.
    pub fn new() -> Report {
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED).set_header(["what", "here", "baseline", "ratio", "aim"]);
        Report(table)
    }

    /// A row; also said at once on standard error, since the whole takes a while.
    pub fn add(&mut self, what: &str, here: Figure, baseline: Option<(&str, Figure)>, aim: Option<&str>) {
        let (named, ratio) = match baseline {
            Some((name, figure)) => (format!("{figure} ({name})"), format!("{:.2}", here.value / figure.value)),
            None => (String::new(), String::new()),
        };
        eprintln!("{what}: {here}  {named}  {ratio}");
        self.0.add_row([what, &here.to_string(), &named, &ratio, aim.unwrap_or_default()]);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
