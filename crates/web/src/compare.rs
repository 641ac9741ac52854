//! Two texts beside each other: what went, what came, by paragraph and inside a paragraph by word.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Whether words stand in the old text, the new one or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// in both
    Same,
    /// only in the new one
    Added,
    /// only in the old one
    Removed,
}

/// Words that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedPiece {
    /// in which text
    pub change: Change,
    /// the words
    pub text: String,
}

impl ComparedPiece {
    /// only in the new text
    pub fn is_added(&self) -> bool {
        self.change == Change::Added
    }

    /// only in the old text
    pub fn is_removed(&self) -> bool {
        self.change == Change::Removed
    }
}

/// A paragraph of the comparison, never without pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedParagraph {
    /// its words in reading order, what went before what came
    pub pieces: Vec<ComparedPiece>,
}

impl ComparedParagraph {
    fn whole(change: Change, text: &str) -> ComparedParagraph {
        ComparedParagraph { pieces: vec![ComparedPiece { change, text: text.to_owned() }] }
    }

    /// whether it stands in both texts, word for word
    pub fn is_same(&self) -> bool {
        self.pieces.iter().all(|piece| piece.change == Change::Same)
    }
}

/// What became of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// from top to bottom
    pub paragraphs: Vec<ComparedParagraph>,
}

impl Comparison {
    /// of two texts whose paragraphs are parted by `\n`
    pub fn new(old: &str, new: &str) -> Comparison {
        let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let mut paragraphs = Vec::new();
        for operation in capture_diff_slices(Algorithm::Patience, &old, &new) {
            let (gone, come) = (&old[operation.old_range()], &new[operation.new_range()]);
            match operation {
                DiffOp::Equal { .. } => paragraphs.extend(come.iter().map(|text| ComparedParagraph::whole(Change::Same, text))),
                _ => {
                    let pairs = gone.len().min(come.len());
                    for (gone, come) in gone.iter().zip(come) {
                        paragraphs.extend(changed(gone, come));
                    }
                    paragraphs.extend(gone[pairs..].iter().map(|text| ComparedParagraph::whole(Change::Removed, text)));
                    paragraphs.extend(come[pairs..].iter().map(|text| ComparedParagraph::whole(Change::Added, text)));
                }
            }
        }
        Comparison { paragraphs }
    }

    /// paragraphs that are not the same
    pub fn changes(&self) -> usize {
        self.paragraphs.iter().filter(|paragraph| !paragraph.is_same()).count()
    }
}

/// Words of a paragraph up to which it is compared word by word: the work grows with the square of what differs.
const WORDS: usize = 4_000;
/// Of a hundred characters of both, those that must be the same for the two to count as one paragraph that was changed.
const ALIKE_PERCENT: usize = 40;

/// One changed paragraph, or, where they have little in common, one that went and one that came.
fn changed(old: &str, new: &str) -> Vec<ComparedParagraph> {
    let (left, right) = (words(old), words(new));
    if left.len().max(right.len()) <= WORDS {
        let mut pieces: Vec<ComparedPiece> = Vec::new();
        let mut push = |change: Change, text: String| {
            if !text.is_empty() {
                pieces.push(ComparedPiece { change, text });
            }
        };
        for operation in capture_diff_slices(Algorithm::Myers, &left, &right) {
            if let DiffOp::Equal { .. } = operation {
                push(Change::Same, left[operation.old_range()].concat());
            } else {
                push(Change::Removed, left[operation.old_range()].concat());
                push(Change::Added, right[operation.new_range()].concat());
            }
        }
        let same: usize = pieces.iter().filter(|piece| piece.change == Change::Same).map(|piece| piece.text.chars().count()).sum();
        if same * 200 >= ALIKE_PERCENT * (old.chars().count() + new.chars().count()) && !pieces.is_empty() {
            return vec![ComparedParagraph { pieces }];
        }
    }
    vec![ComparedParagraph::whole(Change::Removed, old), ComparedParagraph::whole(Change::Added, new)]
}

/// Runs of letters and digits are words; every other character, a Chinese one too, stands for itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut begin = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let goes_on = character.is_ascii_alphanumeric() && characters.peek().is_some_and(|(_, next)| next.is_ascii_alphanumeric());
        if !goes_on {
            words.push(&text[begin..end]);
            begin = end;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `=` same, `-` removed, `+` added.
    fn shown(comparison: &Comparison) -> Vec<String> {
        let sign = |change| match change {
            Change::Same => '=',
            Change::Added => '+',
            Change::Removed => '-',
        };
        comparison
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.pieces.iter().map(|piece| format!("{}{}", sign(piece.change), piece.text)).collect())
            .collect()
    }

    #[test]
    fn what_went_and_what_came() {
        for (old, new, expected) in [
            ("甲", "甲", vec!["=甲"]),
            ("", "", vec![]),
            ("", "甲", vec!["+甲"]),
            ("甲\n乙", "乙", vec!["-甲", "=乙"]),
            ("期限为15个工作日。", "期限为20个工作日。", vec!["=期限为-15+20=个工作日。"]),
            ("请补正申请表。", "本机关不予公开。", vec!["-请补正申请表。", "+本机关不予公开。"]),
            ("一\n二二二二\n三", "一\n二二二\n三\n四", vec!["=一", "=二二二-二", "=三", "+四"]),
        ] {
            let comparison = Comparison::new(old, new);
            assert_eq!(shown(&comparison), expected, "{old} → {new}");
            assert_eq!(comparison.changes() == 0, old == new);
        }
    }

    #[test]
    fn a_very_long_paragraph_is_not_compared_by_word() {
        let (old, new) = ("甲".repeat(WORDS + 1), "乙".repeat(WORDS + 1));
        assert_eq!(Comparison::new(&old, &new).paragraphs.len(), 2);
    }

    proptest::proptest! {
        /// Without what came it is the old text, without what went the new one.
        #[test]
        fn both_texts_can_be_read_back(old in "[甲乙丙ab1 。\n]{0,60}", new in "[甲乙丙ab1 。\n]{0,60}") {
            let comparison = Comparison::new(&old, &new);
            let read = |without: Change| {
                comparison
                    .paragraphs
                    .iter()
                    .filter(|paragraph| paragraph.pieces.iter().any(|piece| piece.change != without))
                    .map(|paragraph| paragraph.pieces.iter().filter(|piece| piece.change != without).map(|piece| piece.text.as_str()).collect::<String>())
                    .collect::<Vec<_>>()
            };
            let lines = |text: &str| text.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect::<Vec<_>>();
            let kept = |read: Vec<String>| read.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>();
            proptest::prop_assert_eq!(kept(read(Change::Added)), lines(&old));
            proptest::prop_assert_eq!(kept(read(Change::Removed)), lines(&new));
        }
    }
}
