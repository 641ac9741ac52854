//! Cutting folded text into terms: jieba words and character pairs, since words alone miss names that no dictionary knows.

use crate::fold::{Folded, fold, is_han};
use jieba_rs::Jieba;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The dictionary, 30 MB while it is loaded (about 0.1 s); `release` gives it back.
static DICTIONARY: Mutex<Option<Arc<Jieba>>> = Mutex::new(None);

fn dictionary() -> Arc<Jieba> {
    DICTIONARY.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| Arc::new(Jieba::new())).clone()
}

/// Gives the dictionary's memory back; it is loaded again when it is needed.
pub fn release() {
    *DICTIONARY.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// Words that carry no matter in a question: they are not required, and count little.
const FUNCTION_WORDS: &str = "的 了 吗 呢 吧 啊 么 是 有 在 和 与 及 或 等 要 能 会 可 可以 想 我 你 他 我们 我的 怎么 怎么办 怎样 如何 什么 为什么 多少 多久 几 谁 哪 哪里 哪些 哪个 哪儿 是否 能否 请问 关于 对于 应该 应当 需要 来 去 到 给 被 把 让 这 那 个 不 没有 没 后 前 时 时候 以后 之后 以及 其 并 为 由 对 从 向 以 于 上 下 里 中 就 都 也 还 又 才 人 办 做 搞 用";

static FUNCTION: LazyLock<std::collections::HashSet<&'static str>> = LazyLock::new(|| FUNCTION_WORDS.split(' ').collect());

/// A word carries no matter.
pub fn is_function_word(word: &str) -> bool {
    FUNCTION.contains(word)
}

/// A run of Chinese characters, or one of letters and digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// Chinese characters
    Han(Range<usize>),
    /// letters and digits: one term as it stands
    Letters(Range<usize>),
}

/// Splits at everything that is neither letter nor digit; ranges are in folded characters.
pub fn runs(chars: &[char]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut start = 0;
    while start < chars.len() {
        let han = is_han(chars[start]);
        if !han && !chars[start].is_alphanumeric() {
            start += 1;
            continue;
        }
        let length = chars[start..].iter().take_while(|c| if han { is_han(**c) } else { c.is_alphanumeric() && !is_han(**c) }).count();
        let range = start..start + length;
        start = range.end;
        runs.push(if han { Run::Han(range) } else { Run::Letters(range) });
    }
    runs
}

/// Words of a run of Chinese characters, as ranges of folded characters.
pub fn words(chars: &[char], run: &Range<usize>) -> Vec<Range<usize>> {
    let text: String = chars[run.clone()].iter().collect();
    let mut start = run.start;
    let mut words = Vec::new();
    for token in dictionary().cut(&text, false) {
        let end = start + token.word.chars().count();
        words.push(start..end);
        start = end;
    }
    words
}

/// The words of a free text, folded, each once, under which it is to be found by [`words_asked`] elsewhere than in this
/// index (a case's text by keyed hashes: `store::Transaction::index_words`). Words within longer words are among them.
pub fn words_to_index(text: &str) -> Vec<String> {
    free_words(text, |run| dictionary().cut_for_search(run, false).into_iter().map(|token| token.word.to_owned()).collect())
}

/// The words of a question, folded, each once, all of which a text must hold that [`words_to_index`] has cut
/// (`store::Store::find_by_words`). Words that carry no matter are left out.
pub fn words_asked(text: &str) -> Vec<String> {
    free_words(text, |run| dictionary().cut(run, false).into_iter().map(|token| token.word.to_owned()).collect())
}

fn free_words(text: &str, cut: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    let chars = fold(text).chars;
    let mut found = std::collections::BTreeSet::new();
    for run in runs(&chars) {
        match run {
            Run::Letters(range) => drop(found.insert(letters(&chars[range]))),
            Run::Han(range) => found.extend(cut(&chars[range].iter().collect::<String>())),
        }
    }
    found.retain(|word| !is_function_word(word));
    found.into_iter().collect()
}

/// Terms of one text for the index.
#[derive(Debug, Default)]
pub struct Terms {
    /// words of two characters and more; letters and digits
    pub words: Vec<String>,
    /// neighbouring pairs of Chinese characters
    pub pairs: Vec<String>,
    /// each Chinese character once
    pub singles: std::collections::BTreeSet<char>,
}

impl Terms {
    /// Adds the terms of a text.
    pub fn add(&mut self, text: &Folded) {
        let chars = &text.chars;
        for run in runs(chars) {
            match run {
                Run::Letters(range) => self.words.push(letters(&chars[range])),
                Run::Han(range) => {
                    self.singles.extend(&chars[range.clone()]);
                    self.pairs.extend(chars[range.clone()].windows(2).map(|pair| pair.iter().collect::<String>()));
                    self.words.extend(
                        words(chars, &range).into_iter().filter(|word| word.len() > 1).map(|word| chars[word].iter().collect::<String>()),
                    );
                }
            }
        }
    }
}

/// A term of letters and digits; an endless one is cut, so that no index refuses it.
pub fn letters(chars: &[char]) -> String {
    chars.iter().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_and_pairs() {
        let mut terms = Terms::default();
        terms.add(&fold("《政府信息公開條例》第20條 GB9704"));
        assert!(terms.words.contains(&"政府".to_owned()), "{terms:?}");
        assert!(terms.words.contains(&"20".to_owned()) && terms.words.contains(&"gb9704".to_owned()));
        assert!(terms.pairs.contains(&"府信".to_owned()) && !terms.pairs.contains(&"例第".to_owned()));
        assert!(terms.singles.contains(&'条'));
    }

    #[test]
    fn a_text_is_found_by_words_of_it() {
        let indexed = words_to_index("申請公開2015年三堡排灌站的供水設施建設資金使用情況，欧阳明镜");
        for asked in ["三堡", "供水设施", "供水", "建设资金", "资金的使用情况", "２０１５年", "欧阳明镜", "公开申请"]
        {
            let words = words_asked(asked);
            assert!(!words.is_empty() && words.iter().all(|word| indexed.contains(word)), "{asked}: {words:?} in {indexed:?}");
        }
        for other in ["拆迁", "供电设施", "2016年"] {
            assert!(!words_asked(other).iter().all(|word| indexed.contains(word)), "{other}");
        }
        assert_eq!(words_asked("的 了，？"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn words_tile_their_run(text in "[政府信息公开条例杭州市的了吗养狗]{1,30}") {
            let folded = fold(&text);
            let mut at = 0;
            for word in words(&folded.chars, &(0..folded.chars.len())) {
                prop_assert_eq!(word.start, at);
                at = word.end;
            }
            prop_assert_eq!(at, folded.chars.len());
        }

        #[test]
        fn never_panics(text in "\\PC{0,60}") {
            Terms::default().add(&fold(&text));
        }
    }
}
