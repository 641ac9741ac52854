//! Finding cases by personal data: keyed hashes, exact only. The key lies outside the database.

use crate::{Store, StoreError, StreamId, Transaction, keys::Keys, statement::places};
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeSet;

/// The field under which words of free text stand; capabilities' own fields are plain names.
const WORD: &str = "#word";
/// Hexadecimal digits that are kept of the hash of a word: there are many of them.
const WORD_DIGITS: usize = 32;
/// Words of a question that are looked for.
const ASKED: usize = 64;

fn word_hash(keys: &Keys, word: &str) -> String {
    let mut hash = keys.look_up_hash(WORD, word);
    hash.truncate(WORD_DIGITS);
    hash
}

impl Transaction<'_> {
    /// Writes a keyed hash of `normalised` under `field`, so that [`Store::look_up`] finds the case by exact value.
    ///
    /// # Errors
    /// None today; the signature leaves room.
    pub fn index_for_look_up(&mut self, case: &StreamId, field: &'static str, normalised: &str) -> Result<(), StoreError> {
        let hash = self.shared.keys.look_up_hash(field, normalised);
        self.said.hashes.push((field, hash, case.clone()));
        Ok(())
    }

    /// Writes keyed hashes of the words of a case's free text, so that [`Store::find_by_words`] finds it. The words
    /// come normalised from the caller's tokenizer; order and repetition are not kept. They go with the case
    /// ([`Transaction::erase_case`]), or by [`Transaction::erase_words`].
    pub fn index_words<W: AsRef<str>>(&mut self, case: &StreamId, words: impl IntoIterator<Item = W>) {
        let words: BTreeSet<String> = words.into_iter().map(|word| word_hash(&self.shared.keys, word.as_ref())).collect();
        self.said.hashes.extend(words.into_iter().map(|hash| (WORD, hash, case.clone())));
    }

    /// Deletes the hashes of a case's words. The act must also append an event.
    pub fn erase_words(&mut self, case: &StreamId) {
        self.erase_look_up(case, WORD);
    }
}

impl Store {
    /// Streams whose `field` holds exactly this normalised value.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn look_up(&self, field: &str, normalised: &str) -> Result<Vec<StreamId>, StoreError> {
        let mut connection = self.read().await?;
        let rows = sqlx::query("SELECT case_stream FROM personal_hash WHERE field = $1 AND hash = $2 ORDER BY case_stream")
            .bind(field)
            .bind(self.shared().keys.look_up_hash(field, normalised))
            .fetch_all(&mut *connection)
            .await?;
        rows.iter().map(|row| Ok(StreamId(row.try_get(0)?))).collect()
    }

    /// Cases whose free text holds all these words (the first 64 of them are looked for), in no order of rank; none
    /// where there are no words. Who may see which of them is the caller's to ask.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find_by_words<W: AsRef<str>>(&self, words: impl IntoIterator<Item = W>) -> Result<Vec<StreamId>, StoreError> {
        let asked: BTreeSet<String> = words.into_iter().take(ASKED).map(|word| word_hash(&self.shared().keys, word.as_ref())).collect();
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let text = format!(
            "SELECT case_stream FROM personal_hash WHERE hash IN ({}) AND field = '{WORD}' \
             GROUP BY case_stream HAVING COUNT(*) = {} ORDER BY case_stream",
            places(asked.len()),
            asked.len()
        );
        let mut query = sqlx::query(AssertSqlSafe(text));
        for hash in asked {
            query = query.bind(hash);
        }
        let mut connection = self.read().await?;
        let rows = query.fetch_all(&mut *connection).await?;
        rows.iter().map(|row| Ok(StreamId(row.try_get(0)?))).collect()
    }
}
