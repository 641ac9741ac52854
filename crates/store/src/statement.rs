//! Fixed SQL texts with their values, and rows that go in several at a time.

use crate::{Connection, StoreError};
use sqlx::{Any, AssertSqlSafe, any::AnyArguments, query::Query};

/// A fixed SQL text with `$1…` placeholders and its values.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Text.
    pub sql: &'static str,
    /// Values, in the order of the placeholders.
    pub values: Vec<Value>,
}

impl Statement {
    /// Text and values.
    pub fn new(sql: &'static str, values: Vec<Value>) -> Self {
        Self { sql, values }
    }

    /// Carries it out; answers how many rows it touched.
    pub(crate) async fn run(self, connection: &mut Connection) -> Result<u64, StoreError> {
        let mut query = sqlx::query(self.sql);
        for value in self.values {
            query = value.bind(query);
        }
        Ok(query.execute(connection).await?.rows_affected())
    }
}

/// A bound value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// BIGINT.
    Integer(i64),
    /// TEXT.
    Text(String),
    /// BLOB / BYTEA.
    Bytes(Vec<u8>),
    /// NULL in a TEXT column.
    NullText,
    /// NULL in a BIGINT column.
    NullInteger,
    /// NULL in a BLOB / BYTEA column.
    NullBytes,
}

impl Value {
    /// Binds it as the next placeholder's value.
    pub fn bind(self, query: Query<'_, Any, AnyArguments>) -> Query<'_, Any, AnyArguments> {
        match self {
            Self::Integer(number) => query.bind(number),
            Self::Text(text) => query.bind(text),
            Self::Bytes(bytes) => query.bind(bytes),
            Self::NullText => query.bind(None::<String>),
            Self::NullInteger => query.bind(None::<i64>),
            Self::NullBytes => query.bind(None::<Vec<u8>>),
        }
    }

    /// Refuses text with NUL, which one of the two databases cannot hold.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        match self {
            Self::Text(text) => refuse_nul(text, "a value"),
            _ => Ok(()),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}
impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Integer(number.cast_signed())
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}
impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::NullText, Self::Text)
    }
}
impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::NullInteger, Self::Integer)
    }
}

/// Refuses text with NUL.
pub(crate) fn refuse_nul(text: &str, place: &'static str) -> Result<(), StoreError> {
    if text.contains('\0') { Err(StoreError::Nul(place)) } else { Ok(()) }
}

/// Few sizes, so that few texts are prepared and all of them stay in the connection's cache.
const CHUNKS: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

/// Inserts rows with as few statements as there are chunks of 64, 32, 16, 8, 4, 2 and 1 rows:
/// `before` (up to `VALUES`), one group of placeholders for each row, `after` (`ON CONFLICT …` or nothing).
pub(crate) async fn insert_rows<const COLUMNS: usize>(
    connection: &mut Connection,
    before: &'static str,
    rows: Vec<[Value; COLUMNS]>,
    after: &'static str,
) -> Result<u64, StoreError> {
    let mut rows = rows.into_iter();
    let mut inserted = 0;
    while let Some(size) = CHUNKS.into_iter().find(|size| *size <= rows.len()) {
        let text = format!("{before} {}{after}", groups(size, COLUMNS));
        let mut query = sqlx::query(AssertSqlSafe(text));
        for value in rows.by_ref().take(size).flatten() {
            query = value.bind(query);
        }
        inserted += query.execute(&mut *connection).await?.rows_affected();
    }
    Ok(inserted)
}

/// `($1,$2),($3,$4)` for two rows of two columns.
fn groups(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 5);
    let mut place = 0;
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            place += 1;
            if column > 0 {
                text.push(',');
            }
            text.push('$');
            text.push_str(&place.to_string());
        }
        text.push(')');
    }
    text
}

/// `$1,$2,$3`: a list for `IN (…)`.
pub(crate) fn places(count: usize) -> String {
    (1..=count).map(|place| format!("${place}")).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_on_over_rows() {
        assert_eq!(groups(2, 3), "($1,$2,$3),($4,$5,$6)");
        assert_eq!(places(3), "$1,$2,$3");
    }
}
