//! A question put to the index: what must match, the first ranking, the second ranking, the hits.

use crate::fold::{Folded, fold};
use crate::index::Inner;
use crate::needle::{Atom, Needle, Question};
use crate::numbers::{self, DocumentNumber};
use crate::rank::{Candidate, Chosen, rank};
use crate::schema::{Part, Stored, day, plain_key, status_code};
use crate::snippet::snippet;
use crate::{Hit, Hits, Query, SearchError, Sort};
use std::ops::Bound;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query as Condition, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Order, Score, Searcher, SegmentReader, Term};

/// Characters of a question that are looked at.
const QUESTION_LENGTH: usize = 256;
/// Words of a question that are looked for.
const UNITS: usize = 40;
/// Pairs of a question that count in the first ranking.
const PAIRS: usize = 64;
/// How much the first ranking counts where a document number decided it.
const TRUST_IN_NUMBERS: f32 = 10.0;
/// Hits of the first ranking that are ranked again.
const RANKED_AGAIN: usize = 50;

/// Answers a query.
pub fn ask(inner: &Inner, query: &Query) -> Result<Hits, SearchError> {
    let searcher = inner.reader.searcher();
    let plan = Plan { inner, searcher: &searcher };
    let typed: String = query.text.chars().take(QUESTION_LENGTH).collect();
    let folded = fold(&typed);
    let question = Question::new(&folded);
    let needle = Needle::new(&question, |atom| plan.rarity(atom));

    let mut conditions = plan.filters(query);
    let mut trust = 1.0;
    let text = !query.text.trim().is_empty();
    if text {
        match plan.matching(&folded, &question) {
            Some((matching, by_number)) => {
                conditions.push((Occur::Must, matching));
                trust = if by_number { TRUST_IN_NUMBERS } else { 1.0 };
            }
            None => {
                return Ok(Hits { hits: Vec::new(), total: 0 });
            }
        }
    } else {
        conditions.push((Occur::Must, Box::new(AllQuery)));
    }
    let condition = BooleanQuery::new(conditions);

    let total = searcher.search(&condition, &Count)?;
    let end = query.offset.saturating_add(query.limit).min(total);
    if query.limit == 0 || query.offset >= end {
        return Ok(Hits { hits: Vec::new(), total });
    }
    let found = if text && query.sort == Sort::Relevance {
        let first = plan.by_relevance(&condition, end.max(RANKED_AGAIN))?;
        rank(first, &needle, RANKED_AGAIN, trust, |address| plan.stored(address))?
    } else {
        plan.by_date(&condition, end)?.into_iter().map(Candidate::unread).collect()
    };
    let mut hits = Vec::with_capacity(end - query.offset);
    for candidate in found.into_iter().skip(query.offset).take(query.limit) {
        hits.push(plan.hit(candidate, &needle)?);
    }
    Ok(Hits { hits, total })
}

struct Plan<'a> {
    inner: &'a Inner,
    searcher: &'a Searcher,
}

type Conditions = Vec<(Occur, Box<dyn Condition>)>;

impl Plan<'_> {
    fn documents_with(&self, field: Field, text: &str) -> u64 {
        self.searcher.doc_freq(&Term::from_field_text(field, text)).unwrap_or(0)
    }

    /// Weight of an atom by the number of documents that hold it; 0 where none does.
    fn rarity(&self, atom: &Atom) -> f32 {
        let Part { words, pairs, singles } = self.inner.fields.body;
        let title = self.inner.fields.title;
        let (text, body, title) = match atom {
            Atom::Pair(first, second) => (String::from_iter([first, second]), pairs, title.pairs),
            Atom::Single(single) => (single.to_string(), singles, title.singles),
            Atom::Letters(letters) => (letters.clone(), words, title.words),
        };
        let with = self.documents_with(body, &text).max(self.documents_with(title, &text)) as f32;
        if with == 0.0 { 0.0 } else { (1.0 + (self.searcher.num_docs() as f32 + 1.0) / (with + 0.5)).ln() }
    }

    fn filters(&self, query: &Query) -> Conditions {
        let fields = &self.inner.fields;
        let mut conditions: Conditions = Vec::new();
        let mut filter = |condition: Box<dyn Condition>| conditions.push((Occur::Must, Box::new(ConstScoreQuery::new(condition, 0.0))));
        for (field, text) in [(fields.issuer, &query.issuer), (fields.publisher, &query.publisher)] {
            if let Some(text) = text {
                filter(term(field, text, 1.0));
            }
        }
        if let Some(status) = query.status {
            filter(Box::new(TermQuery::new(Term::from_field_u64(fields.status, status_code(status)), IndexRecordOption::Basic)));
        }
        if query.from.is_some() || query.to.is_some() {
            let bound = |date: Option<jiff::civil::Date>| {
                date.map_or(Bound::Unbounded, |date| Bound::Included(Term::from_field_u64(fields.published, day(date))))
            };
            filter(Box::new(RangeQuery::new(bound(query.from), bound(query.to))));
        }
        conditions
    }

    /// What a document must hold to be an answer, with the first ranking and whether a number decides it; none where
    /// nothing can match.
    fn matching(&self, folded: &Folded, question: &Question) -> Option<(Box<dyn Condition>, bool)> {
        let mut alternatives: Conditions = Vec::new();
        let numbers = numbers::find(folded);
        for number in &numbers {
            let Some((condition, certain)) = self.number(number) else {
                continue;
            };
            if number.alone && certain {
                return Some((condition, true));
            }
            alternatives.push((Occur::Should, condition));
        }
        let whole = plain_key(&folded.chars);
        if self.documents_with(self.inner.fields.numbers, &whole) > 0 {
            return Some((constant(self.inner.fields.numbers, &whole, 100.0), true));
        }
        let by_number = !alternatives.is_empty();
        if let Some(words) = self.words(question) {
            alternatives.push((Occur::Should, words));
        }
        (!alternatives.is_empty()).then(|| (Box::new(BooleanQuery::new(alternatives)) as Box<dyn Condition>, by_number))
    }

    /// A document number: the longest form of it that the index knows; documents that cite it come behind its own.
    fn number(&self, number: &DocumentNumber) -> Option<(Box<dyn Condition>, bool)> {
        let fields = &self.inner.fields;
        let keys = number.keys();
        let known = |field| keys.iter().position(|key| self.documents_with(field, key) > 0);
        let (own, cited) = (known(fields.numbers), known(fields.cited));
        let best = own.into_iter().chain(cited).min()?;
        let mut conditions: Conditions = Vec::new();
        if let Some(own) = own.filter(|own| *own == best || number.prefix.len() - own >= 3) {
            conditions.push((Occur::Should, constant(fields.numbers, &keys[own], 100.0)));
        }
        if let Some(cited) = cited.filter(|cited| *cited == best) {
            conditions.push((Occur::Should, constant(fields.cited, &keys[cited], 5.0)));
        }
        let kept = number.prefix.len().saturating_sub(best);
        Some((Box::new(BooleanQuery::new(conditions)), best == 0 || kept >= 3))
    }

    fn words(&self, question: &Question) -> Option<Box<dyn Condition>> {
        let fields = &self.inner.fields;
        let function_only = question.units.iter().all(|unit| unit.function);
        let mut required: Vec<Box<dyn Condition>> = Vec::new();
        for unit in question.units.iter().filter(|unit| function_only || !unit.function).take(UNITS) {
            let chars: Vec<char> = unit.text.chars().collect();
            let mut ways: Conditions = Vec::new();
            if unit.han && chars.len() == 1 {
                ways.push((Occur::Should, constant(fields.title.singles, &unit.text, 2.0)));
                ways.push((Occur::Should, constant(fields.body.singles, &unit.text, 0.2)));
            } else {
                for (field, boost) in [(fields.title.words, 3.0), (fields.body.words, 1.0), (fields.issuer_words, 0.3)] {
                    ways.push((Occur::Should, term(field, &unit.text, boost)));
                }
            }
            if unit.han && chars.len() > 1 {
                // A document may have been cut otherwise: all pairs of the word count as the word.
                for field in [fields.title.pairs, fields.body.pairs] {
                    let pairs = chars.windows(2).map(|pair| (Occur::Must, term(field, &String::from_iter(pair), 1.0))).collect();
                    ways.push((Occur::Should, Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::new(pairs)), 0.1))));
                }
            }
            let ways = BooleanQuery::new(ways);
            if self.searcher.search(&ways, &Count).unwrap_or(0) > 0 {
                required.push(Box::new(ways));
            }
        }
        if required.is_empty() {
            return None;
        }
        let at_least = match required.len() {
            few @ 1..=2 => few,
            many => (many * 3).div_ceil(5),
        };
        let mut conditions: Conditions =
            vec![(Occur::Must, Box::new(BooleanQuery::union_with_minimum_required_clauses(required, at_least)))];
        for (atom, weight) in question.atoms.iter().take(PAIRS) {
            if let Atom::Pair(first, second) = atom {
                let pair = String::from_iter([first, second]);
                conditions.push((Occur::Should, term(fields.title.pairs, &pair, 2.0 * weight)));
                conditions.push((Occur::Should, term(fields.body.pairs, &pair, 0.7 * weight)));
            }
        }
        Some(Box::new(BooleanQuery::new(conditions)))
    }

    /// First ranking: the index's score, older versions and what is no longer in force behind.
    fn by_relevance(&self, condition: &BooleanQuery, limit: usize) -> Result<Vec<(Score, DocAddress)>, SearchError> {
        let collector = TopDocs::with_limit(limit).tweak_score(|segment: &SegmentReader| {
            let column = |name: &str| segment.fast_fields().u64(name).ok().map(|column| column.first_or_default_col(0));
            let (status, order) = (column("status"), column("order"));
            move |document, score: Score| {
                let status = status.as_ref().map_or(0, |column| column.get_val(document));
                let order = order.as_ref().map_or(0, |column| column.get_val(document));
                // The tie-breaker keeps one order among equals whatever the segments.
                (score * crate::rank::standing(status), order)
            }
        });
        Ok(self.searcher.search(condition, &collector)?.into_iter().map(|((score, _), address)| (score, address)).collect())
    }

    fn by_date(&self, condition: &BooleanQuery, limit: usize) -> Result<Vec<DocAddress>, SearchError> {
        let collector = TopDocs::with_limit(limit).order_by_u64_field("order", Order::Desc);
        Ok(self.searcher.search(condition, &collector)?.into_iter().map(|(_, address)| address).collect())
    }

    fn stored(&self, address: DocAddress) -> Result<Stored, SearchError> {
        Ok(self.inner.fields.stored(&self.searcher.doc(address)?)?)
    }

    fn hit(&self, candidate: Candidate, needle: &Needle) -> Result<Hit, SearchError> {
        let Chosen { document, best, answers } = candidate.read(needle, |address| self.stored(address))?;
        let (anchor, passage) = document.passages().nth(best).unwrap_or_default();
        let (snippet, highlights) = snippet(needle, passage);
        let anchor = anchor.filter(|_| answers).map(str::to_owned);
        let document = document.about;
        Ok(Hit {
            title_highlights: needle.highlights(&document.title),
            document: document.document,
            external_id: document.external_id,
            title: document.title,
            number: document.number,
            index_number: document.index_number,
            issuer: document.issuer,
            publisher: document.publisher,
            made_on: document.made_on,
            published_on: document.published_on,
            status: document.status,
            url: document.url,
            snippet,
            highlights,
            anchor,
        })
    }
}

fn term(field: Field, text: &str, boost: f32) -> Box<dyn Condition> {
    let query = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
    if boost == 1.0 { Box::new(query) } else { Box::new(BoostQuery::new(Box::new(query), boost)) }
}

fn constant(field: Field, text: &str, score: f32) -> Box<dyn Condition> {
    Box::new(ConstScoreQuery::new(Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic)), score))
}
