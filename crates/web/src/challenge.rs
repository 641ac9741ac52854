//! A challenge against floods of a public form, made and checked here, with no service of others and nothing to read,
//! hear or decipher: while somebody fills the form in, the browser looks for a number whose hash begins with so many zero
//! bits (`challenge.js`). Who sends the form without it is not refused but slowed down, address by address
//! ([`crate::Settings::unproven_per_minute`]): a form must reach its reader from every browser and every person.
//!
//! A challenge is stateless: signed, bound to the visitor's form, good until it expires. One that was answered counts
//! once; only those are remembered, until they expire.

use crate::{App, Form, ProtectedForm, Visit, WebError, form};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The control that holds the challenge.
const CHALLENGE: &str = "challenge";
/// The control that holds its answer.
const SOLUTION: &str = "challenge_solution";
/// As many answered ones are remembered; beyond that the ones that expire first are forgotten.
const REMEMBERED: usize = 200_000;

/// A challenge in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    token: String,
    bits: u32,
    solution: String,
}

/// What is to be said of a challenge that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// none is asked for
    Off,
    /// answered
    Solved {
        /// which
        nonce: String,
        /// second, since 1970, at which it expires
        expires: i64,
    },
    /// none came, or it was not answered
    Missing,
    /// not made here, or for another form or visitor
    Forged,
    /// too old
    Expired,
    /// counted before
    Reused,
    /// the answer is wrong
    Wrong,
}

/// A form that may be worked on. It gives its challenge back where nothing came of it.
#[derive(Debug)]
#[must_use]
pub struct Admitted {
    nonce: Option<String>,
}

impl Challenge {
    /// A new one for a form; none where none is asked for.
    pub fn new(app: &App, form: &Form) -> Option<Challenge> {
        let bits = app.settings.challenge_bits;
        if bits == 0 {
            return None;
        }
        let expires = app.store.now().as_second() + i64::from(app.settings.challenge_minutes) * 60;
        let nonce = form::random(app);
        let seal = seal(app, form.token(), bits, expires, &nonce);
        Some(Challenge { token: format!("{bits}.{expires}.{nonce}.{seal}"), bits, solution: String::new() })
    }

    /// The one that came with the page before, with its answer or without, where it is still good; else a new one.
    pub fn carried(app: &App, form: &Form, posted: &ProtectedForm) -> Option<Challenge> {
        let token = posted.get(CHALLENGE);
        match verdict(app, posted) {
            Verdict::Solved { .. } => {
                let bits = app.settings.challenge_bits;
                Some(Challenge { token: token.to_owned(), bits, solution: posted.get(SOLUTION).to_owned() })
            }
            Verdict::Missing if parts(app, token, &posted.token).is_ok() => {
                Some(Challenge { token: token.to_owned(), bits: app.settings.challenge_bits, solution: String::new() })
            }
            _ => Challenge::new(app, form),
        }
    }

    /// Its hidden controls; the page names the script `challenge.js` beside.
    pub fn fields(&self) -> String {
        // Both texts are our own digits and dots, or were checked to be digits.
        format!(
            "<input type=\"hidden\" name=\"{CHALLENGE}\" value=\"{}\" data-challenge-bits=\"{}\"><input type=\"hidden\" name=\"{SOLUTION}\" value=\"{}\">",
            self.token, self.bits, self.solution
        )
    }

    /// For `templates check`.
    pub fn sample() -> Challenge {
        Challenge { token: "16.0.0.0".into(), bits: 16, solution: String::new() }
    }
}

fn seal(app: &App, form: &str, bits: u32, expires: i64, nonce: &str) -> String {
    app.store.keyed_hash("form-challenge", format!("{form}|{bits}|{expires}|{nonce}").as_bytes())
}

/// Nonce and expiry of a challenge that was made here for this form and is still good.
fn parts(app: &App, token: &str, form: &str) -> Result<(String, i64), Verdict> {
    let pieces: Vec<&str> = token.split('.').collect();
    let [bits, expires, nonce, sealed] = pieces[..] else { return Err(Verdict::Forged) };
    let (Ok(bits), Ok(expires)) = (bits.parse::<u32>(), expires.parse::<i64>()) else { return Err(Verdict::Forged) };
    // One that was made under a lower setting does not outlive it.
    if bits < app.settings.challenge_bits || !crate::protected::same(seal(app, form, bits, expires, nonce).as_bytes(), sealed.as_bytes()) {
        return Err(Verdict::Forged);
    }
    if expires <= app.store.now().as_second() {
        return Err(Verdict::Expired);
    }
    if app.limits.answered.holds(nonce) {
        return Err(Verdict::Reused);
    }
    Ok((nonce.to_owned(), expires))
}

/// What is to be said of the challenge of a posted form. Counts nothing.
pub fn verdict(app: &App, posted: &ProtectedForm) -> Verdict {
    let (token, solution) = (posted.get(CHALLENGE), posted.get(SOLUTION));
    if app.settings.challenge_bits == 0 {
        return Verdict::Off;
    }
    if token.is_empty() {
        return Verdict::Missing;
    }
    match parts(app, token, &posted.token) {
        Err(verdict) => verdict,
        Ok(_) if solution.is_empty() => Verdict::Missing,
        Ok((nonce, expires)) if solves(token, solution, app.settings.challenge_bits) => Verdict::Solved { nonce, expires },
        Ok(_) => Verdict::Wrong,
    }
}

/// Whether a number answers a challenge: the hash of both begins with so many zero bits.
fn solves(token: &str, solution: &str, bits: u32) -> bool {
    let digits = solution.len() <= 20 && solution.bytes().all(|byte| byte.is_ascii_digit());
    digits && leading_zeros(&Sha256::digest(format!("{token}:{solution}"))) >= bits
}

fn leading_zeros(hash: &[u8]) -> u32 {
    let whole = hash.iter().take_while(|byte| **byte == 0).count();
    let next = hash.get(whole).map_or(0, |byte| byte.leading_zeros());
    u32::try_from(whole).unwrap_or(0) * 8 + next
}

/// Lets a form in: at once where its challenge was answered, else as slowly as its address may without one.
///
/// # Errors
/// [`WebError::TooMany`]: show the form again with what was typed.
pub fn admit(app: &App, visit: &Visit, posted: &ProtectedForm) -> Result<Admitted, WebError> {
    match verdict(app, posted) {
        Verdict::Off => Ok(Admitted { nonce: None }),
        Verdict::Solved { nonce, expires } if app.limits.answered.count(&nonce, expires, app.store.now().as_second()) => {
            Ok(Admitted { nonce: Some(nonce) })
        }
        _ => {
            app.limits.unproven(&visit.address)?;
            Ok(Admitted { nonce: None })
        }
    }
}

impl Admitted {
    /// Nothing was made of the form: its challenge counts again.
    pub fn give_back(self, app: &App) {
        if let Some(nonce) = self.nonce {
            app.limits.answered.forget(&nonce);
        }
    }
}

/// Challenges that were answered, until they expire.
#[derive(Clone, Default)]
pub(crate) struct Answered(Arc<Mutex<HashMap<String, i64>>>);

impl Answered {
    fn holds(&self, nonce: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(nonce)
    }

    /// False where it was counted before.
    fn count(&self, nonce: &str, expires: i64, now: i64) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.retain(|_, until| *until > now);
        }
        if known.len() >= REMEMBERED {
            let mut ends: Vec<i64> = known.values().copied().collect();
            ends.sort_unstable();
            let middle = ends.get(ends.len() / 2).copied().unwrap_or(i64::MAX);
            known.retain(|_, until| *until > middle);
        }
        known.insert(nonce.to_owned(), expires).is_none()
    }

    fn forget(&self, nonce: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(nonce);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FieldErrors, Language, Limits};
    use axum::http::HeaderMap;
    use store::testing::{TestInstance, each_database};

    const BITS: u32 = 8;

    async fn app(instance: &TestInstance) -> App {
        let mut app = crate::testing::app(instance, Vec::new()).await;
        let settings = crate::Settings { challenge_bits: BITS, challenge_minutes: 10, unproven_per_minute: 1, ..crate::Settings::sample() };
        app.limits = Limits::new(&settings);
        app.settings = Arc::new(settings);
        app
    }

    fn visit() -> Visit {
        Visit::sample(Language::Chinese, "/requests/new")
    }

    fn form(app: &App) -> Form {
        Form::new(app, &visit(), &HeaderMap::new(), "request-new").with(Vec::new(), FieldErrors::default())
    }

    fn posted(form: &Form, token: &str, solution: &str) -> ProtectedForm {
        let values = vec![(CHALLENGE.to_owned(), token.to_owned()), (SOLUTION.to_owned(), solution.to_owned())];
        ProtectedForm { values, key: String::new(), token: form.token().to_owned() }
    }

    fn solve(token: &str) -> String {
        (0_u64..).map(|number| number.to_string()).find(|number| solves(token, number, BITS)).unwrap()
    }

    fn run<F: Future<Output = ()>>(future: F) {
        tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(future);
    }

    #[test]
    fn answered_once_within_its_time_on_its_own_form() {
        run(each_database(async |instance: TestInstance| {
            let app = app(&instance).await;
            let form = form(&app);
            let challenge = Challenge::new(&app, &form).unwrap();
            let answer = solve(&challenge.token);
            let good = posted(&form, &challenge.token, &answer);
            assert!(matches!(verdict(&app, &good), Verdict::Solved { .. }));

            // Another visitor's form, another signature, no answer, a wrong one, nothing at all.
            assert_eq!(verdict(&app, &posted(&self::form(&app), &challenge.token, &answer)), Verdict::Forged);
            let easier = challenge.token.replacen("8.", "0.", 1);
            assert_eq!(verdict(&app, &posted(&form, &easier, "1")), Verdict::Forged);
            for rubbish in ["x", "8.1.2", "8.9999999999.a.b", "....", "8.-1.a.b"] {
                assert_eq!(verdict(&app, &posted(&form, rubbish, "1")), Verdict::Forged, "{rubbish}");
            }
            let wrong = (0_u64..).map(|number| number.to_string()).find(|number| !solves(&challenge.token, number, BITS)).unwrap();
            assert_eq!(verdict(&app, &posted(&form, &challenge.token, &wrong)), Verdict::Wrong);
            assert_eq!(verdict(&app, &posted(&form, &challenge.token, "-1")), Verdict::Wrong);
            assert_eq!(verdict(&app, &posted(&form, &challenge.token, "")), Verdict::Missing);
            assert_eq!(verdict(&app, &posted(&form, "", "")), Verdict::Missing);

            // It is carried over to the next page with its answer, and counts once.
            assert_eq!(Challenge::carried(&app, &form, &good).unwrap().solution, answer);
            let admitted = admit(&app, &visit(), &good).unwrap();
            assert_eq!(verdict(&app, &good), Verdict::Reused);
            admitted.give_back(&app);
            let _kept = admit(&app, &visit(), &good).unwrap();
            assert_eq!(verdict(&app, &good), Verdict::Reused);
            assert_ne!(Challenge::carried(&app, &form, &good).unwrap().token, challenge.token);

            let later = Challenge::new(&app, &form).unwrap();
            let late = posted(&form, &later.token, &solve(&later.token));
            instance.clock.set(app.store.now() + jiff::SignedDuration::from_mins(11));
            assert_eq!(verdict(&app, &late), Verdict::Expired);
        }));
    }

    #[test]
    fn without_an_answer_it_is_slower_and_not_refused() {
        run(each_database(async |instance: TestInstance| {
            let app = app(&instance).await;
            let form = form(&app);
            let nothing = posted(&form, "", "");
            assert!(admit(&app, &visit(), &nothing).is_ok());
            assert!(matches!(admit(&app, &visit(), &nothing), Err(WebError::TooMany { .. })));
            let other = Visit { address: "192.0.2.7".into(), ..visit() };
            assert!(admit(&app, &other, &nothing).is_ok(), "each address has its own measure");
            let challenge = Challenge::new(&app, &form).unwrap();
            let good = posted(&form, &challenge.token, &solve(&challenge.token));
            assert!(admit(&app, &visit(), &good).is_ok(), "an answer does not wait");
        }));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let answered = Answered::default();
        for number in 0..=REMEMBERED {
            assert!(answered.count(&number.to_string(), i64::try_from(number).unwrap() + 1, 0));
        }
        assert!(answered.0.lock().unwrap().len() <= REMEMBERED);
        assert!(!answered.count(&REMEMBERED.to_string(), 1, 0));
    }

    #[test]
    fn zero_bits_are_counted() {
        assert_eq!(leading_zeros(&[0, 0b0001_0000]), 11);
        assert_eq!(leading_zeros(&[0x80]), 0);
        assert_eq!(leading_zeros(&[]), 0);
    }
}
