//! Reading sealed personal data.

use crate::{Connection, PartRef, StoreError, keys::Keys, seal, statement::places};
use sqlx::{AssertSqlSafe, Row};
use std::collections::HashMap;

/// Salt and plaintext.
pub(crate) type Opened = ([u8; 32], Vec<u8>);

/// How many parts one query asks for.
const AT_ONCE: usize = 200;

/// Opens parts, in the order in which they were asked for; none where one was erased.
pub(crate) async fn open(connection: &mut Connection, keys: &Keys, parts: &[PartRef]) -> Result<Vec<Option<Opened>>, StoreError> {
    let mut opened: HashMap<String, Opened> = HashMap::with_capacity(parts.len());
    let mut case_keys: HashMap<String, [u8; 32]> = HashMap::new();
    for chunk in parts.chunks(AT_ONCE) {
        let text = format!(
            "SELECT p.id, p.case_stream, p.cipher, k.wrapped FROM personal_part p \
             JOIN personal_key k ON k.case_stream = p.case_stream WHERE p.id IN ({})",
            places(chunk.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(text));
        for part in chunk {
            query = query.bind(part.part.as_str());
        }
        for row in query.fetch_all(&mut *connection).await? {
            let (id, case): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let key = match case_keys.get(&case) {
                Some(key) => *key,
                None => {
                    let key = keys.unwrap(&case, &row.try_get::<Vec<u8>, _>(3)?)?;
                    case_keys.insert(case.clone(), key);
                    key
                }
            };
            let part = seal::decrypt_part(&key, &case, &id, &row.try_get::<Vec<u8>, _>(2)?)?;
            opened.insert(id, part);
        }
    }
    Ok(parts.iter().map(|part| opened.get(&part.part).cloned()).collect())
}
