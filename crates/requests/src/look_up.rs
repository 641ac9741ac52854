//! A requester's way to a case: number and query code. What is wrong with them is never told.

use crate::model::query_code;
use crate::records::{self, Case};
use store::StreamId;
use web::{App, WebError};

/// The case of a number, where the query code is its own.
///
/// # Errors
/// [`WebError::NotFound`] alike for a number that is none, one that is unknown, and a wrong code.
pub async fn case(app: &App, number: &str, typed_code: &str) -> Result<Case, WebError> {
    let found = records::by_number(&mut *app.store.read().await?, &number.trim().to_ascii_uppercase()).await?;
    let stream = found.as_ref().map_or_else(|| StreamId::new("request", "none"), |case| case.stream.clone());
    let matches = query_code::same(typed_code, &query_code::of(&app.store, &stream));
    found.filter(|_| matches).ok_or(WebError::NotFound)
}

/// The unguessable part of the addresses of a case's letters.
pub fn letter_token(app: &App, case: &StreamId) -> String {
    app.store.keyed_hash("letter-link", case.as_str().as_bytes()).chars().take(40).collect()
}

/// The case of a number, where the token is that of its letters.
///
/// # Errors
/// [`WebError::NotFound`].
pub async fn case_by_letter(app: &App, number: &str, typed: &str) -> Result<Case, WebError> {
    let found = records::by_number(&mut *app.store.read().await?, number).await?.ok_or(WebError::NotFound)?;
    let token = letter_token(app, &found.stream);
    let same = token.len() == typed.len() && token.bytes().zip(typed.bytes()).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0;
    if same { Ok(found) } else { Err(WebError::NotFound) }
}
