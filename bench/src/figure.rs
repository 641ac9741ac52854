//! What was measured, and how it is shown.

use comfy_table::{CellAlignment, Table, presets};

/// What a figure should reach.
#[derive(Debug, Clone, Copy)]
pub enum Aim {
    /// The product does at least this share of what the baseline does.
    Share(f64),
    /// Every value stays below.
    Below(f64),
}

/// A figure of the product and, where it has one, of its baseline.
#[derive(Debug, Clone)]
pub struct Figure {
    pub name: String,
    pub unit: &'static str,
    pub product: Vec<f64>,
    /// Name and values, one for each round.
    pub baseline: Option<(&'static str, Vec<f64>)>,
    pub aim: Option<Aim>,
}

impl Figure {
    /// A figure without a baseline.
    pub fn alone(name: &str, unit: &'static str, values: Vec<f64>, aim: Option<Aim>) -> Self {
        Self { name: name.to_owned(), unit, product: values, baseline: None, aim }
    }

    fn ratio(&self) -> Option<f64> {
        let (_, baseline) = self.baseline.as_ref()?;
        Some(median(&self.product) / median(baseline))
    }

    fn ratios(&self) -> Option<String> {
        let (_, baseline) = self.baseline.as_ref()?;
        let each: Vec<f64> = self.product.iter().zip(baseline).map(|(product, baseline)| product / baseline).collect();
        Some(format!("{} ({}–{})", share(self.ratio()?), share(least(&each)), share(most(&each))))
    }

    fn reached(&self) -> String {
        let (words, reached) = match self.aim {
            None => return "–".to_owned(),
            Some(Aim::Share(share)) => (format!("≥ {share}"), self.ratio().is_some_and(|ratio| ratio >= share)),
            Some(Aim::Below(limit)) => (format!("< {limit} {}", self.unit), most(&self.product) < limit),
        };
        format!("{words}: {}", if reached { "reached" } else { "NOT REACHED" })
    }
}

/// The table of all figures.
pub fn table(figures: &[Figure]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header(["figure", "unit", "product", "baseline", "", "ratio", "aim"]);
    for figure in figures {
        let (name, values) = figure.baseline.as_ref().map_or(("–", String::new()), |(name, values)| (*name, spread(values)));
        table.add_row([
            figure.name.clone(),
            figure.unit.to_owned(),
            spread(&figure.product),
            name.to_owned(),
            values,
            figure.ratios().unwrap_or_default(),
            figure.reached(),
        ]);
    }
    for column in [2, 4, 5] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn spread(values: &[f64]) -> String {
    let shown = |value: f64| if value < 10.0 { format!("{value:.2}") } else { format!("{value:.0}") };
    match values {
        [one] => shown(*one),
        values => format!("{} / {} / {}", shown(least(values)), shown(median(values)), shown(most(values))),
    }
}

fn share(ratio: f64) -> String {
    if ratio < 0.1 { format!("{ratio:.4}") } else { format!("{ratio:.2}") }
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[middle],
        _ => (sorted[middle - 1] + sorted[middle]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(product: &[f64], baseline: &[f64], aim: Aim) -> Figure {
        Figure { name: "a".into(), unit: "s", product: product.to_vec(), baseline: Some(("b", baseline.to_vec())), aim: Some(aim) }
    }

    #[test]
    fn medians() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(&[4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn an_aim_is_reached_or_not() {
        assert_eq!(figure(&[1.0, 2.0, 3.0], &[4.0, 4.0, 4.0], Aim::Share(0.5)).reached(), "≥ 0.5: reached");
        assert_eq!(figure(&[1.0, 1.9, 3.0], &[4.0, 4.0, 4.0], Aim::Share(0.5)).reached(), "≥ 0.5: NOT REACHED");
        assert_eq!(figure(&[1.0, 2.0], &[1.0, 1.0], Aim::Below(2.0)).reached(), "< 2 s: NOT REACHED");
        assert_eq!(figure(&[1.0, 2.0], &[4.0, 4.0], Aim::Share(0.5)).ratios().unwrap(), "0.38 (0.25–0.50)");
    }
}
