//! What is wrong, not more of it than anybody reads.

/// How many are told; the rest is counted.
const TOLD: usize = 100;

#[derive(Debug, Default)]
pub(crate) struct Faults {
    texts: Vec<String>,
    more: usize,
}

impl Faults {
    pub(crate) fn add(&mut self, text: String) {
        if self.texts.len() < TOLD {
            self.texts.push(text);
        } else {
            self.more += 1;
        }
    }

    pub(crate) fn extend(&mut self, other: Self) {
        for text in other.texts {
            self.add(text);
        }
        self.more += other.more;
    }

    pub(crate) fn into_texts(mut self) -> Vec<String> {
        if self.more > 0 {
            self.texts.push(format!("and {} more", self.more));
        }
        self.texts
    }
}
