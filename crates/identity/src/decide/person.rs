//! Rules of people, posts and accounts.

use super::{Refusal, organisation::check_text};
use crate::{Account, OrganisationId, PersonEvent, PersonState, Post};
use store::PartRef;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonCommand {
    /// enter the person
    Register {
        /// shown name, sealed
        name: PartRef,
        /// where the person works
        organisation: Option<OrganisationId>,
    },
    /// let the person sign in
    OpenAccount {
        /// sign-in name, sealed
        sign_in: PartRef,
        /// the claim on that name found it taken
        taken: bool,
    },
    /// not for the time being
    DisableAccount,
    /// again
    EnableAccount,
    /// no longer, for good
    CloseAccount,
    /// give a post at an organisation that lives
    GivePost(Post),
    /// end a post
    EndPost(Post),
    /// another password
    ChangePassword,
    /// a password that must be changed at the next sign-in
    SetOneTimePassword,
    /// ask for one-time codes from now on
    EnableOneTimeCodes,
    /// no longer
    DisableOneTimeCodes,
}

/// Decides on one person.
pub fn decide_person(state: &PersonState, command: PersonCommand) -> Result<Vec<PersonEvent>, Refusal> {
    if let PersonCommand::Register { name, organisation } = command {
        let event = PersonEvent::PersonRegistered { name, organisation };
        return if state.registered { Err(Refusal::AlreadyRegistered) } else { Ok(vec![event]) };
    }
    if !state.registered {
        return Err(Refusal::UnknownPerson);
    }
    let event = match command {
        PersonCommand::Register { .. } => return Err(Refusal::AlreadyRegistered),
        PersonCommand::OpenAccount { sign_in, taken } => {
            if state.account != Account::None {
                return Err(Refusal::HasAccount);
            }
            if taken {
                return Err(Refusal::SignInTaken);
            }
            PersonEvent::AccountOpened { sign_in }
        }
        PersonCommand::GivePost(post) => {
            if state.posts.contains(&post) {
                return Err(Refusal::HoldsPost);
            }
            let held = state.posts.iter().map(|held| held.role).find(|held| held.is_administrator());
            if let Some(held) = held
                && post.role.is_administrator()
                && post.role != held
            {
                return Err(Refusal::AdministratorsApart { held });
            }
            PersonEvent::PostGiven(post)
        }
        PersonCommand::EndPost(post) => {
            if !state.posts.contains(&post) {
                return Err(Refusal::NoSuchPost);
            }
            PersonEvent::PostEnded(post)
        }
        PersonCommand::EnableAccount => match state.account {
            Account::Disabled => PersonEvent::AccountEnabled {},
            Account::Open => return Err(Refusal::NoChange),
            Account::None | Account::Closed => return Err(Refusal::NoAccount),
        },
        PersonCommand::CloseAccount if state.account == Account::Disabled => PersonEvent::AccountClosed {},
        PersonCommand::DisableAccount
        | PersonCommand::CloseAccount
        | PersonCommand::ChangePassword
        | PersonCommand::SetOneTimePassword
        | PersonCommand::EnableOneTimeCodes
        | PersonCommand::DisableOneTimeCodes
            if state.account != Account::Open =>
        {
            return Err(Refusal::NoAccount);
        }
        PersonCommand::DisableAccount => PersonEvent::AccountDisabled {},
        PersonCommand::CloseAccount => PersonEvent::AccountClosed {},
        PersonCommand::ChangePassword => PersonEvent::PasswordChanged {},
        PersonCommand::SetOneTimePassword => PersonEvent::OneTimePasswordSet {},
        PersonCommand::EnableOneTimeCodes if state.one_time_codes => return Err(Refusal::CodesInUse),
        PersonCommand::EnableOneTimeCodes => PersonEvent::OneTimeCodesEnabled {},
        PersonCommand::DisableOneTimeCodes if !state.one_time_codes => return Err(Refusal::CodesNotInUse),
        PersonCommand::DisableOneTimeCodes => PersonEvent::OneTimeCodesDisabled {},
    };
    Ok(vec![event])
}

/// The form under which a sign-in name is looked up: without spaces at the ends, lower case.
pub fn normalise_sign_in(text: &str) -> String {
    text.trim().to_ascii_lowercase()
}

/// A sign-in name in its normal form.
pub fn check_sign_in(sign_in: &str) -> Result<(), Refusal> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    if (3..=64).contains(&sign_in.len()) && sign_in.bytes().all(plain) { Ok(()) } else { Err(Refusal::BadSignIn) }
}

/// A person's shown name: 1 to 100 characters.
pub fn check_person_name(name: &str) -> Result<(), Refusal> {
    if name.is_empty() {
        return Err(Refusal::BadText { field: "name", most: 100 });
    }
    check_text("name", name, 100)
}

/// A new password: at least `shortest` characters; the most keeps hashing cheap.
pub fn check_password(password: &str, shortest: usize) -> Result<(), Refusal> {
    const LONGEST: usize = 200;
    let sound = (shortest..=LONGEST).contains(&password.chars().count());
    if sound { Ok(()) } else { Err(Refusal::BadPassword { shortest, longest: LONGEST }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OrganisationId, Role};
    use proptest::prelude::*;

    fn part() -> PartRef {
        PartRef { part: "p1".into(), commitment: "c".into() }
    }

    fn post(role: Role, organisation: &str) -> Post {
        Post { role, organisation: OrganisationId(organisation.into()) }
    }

    fn after(commands: impl IntoIterator<Item = PersonCommand>) -> PersonState {
        commands.into_iter().fold(PersonState::default(), |state, command| {
            let events = decide_person(&state, command).unwrap();
            events.into_iter().fold(state, PersonState::evolve)
        })
    }

    fn officer() -> PersonState {
        after([
            PersonCommand::Register { name: part(), organisation: None },
            PersonCommand::OpenAccount { sign_in: part(), taken: false },
            PersonCommand::GivePost(post(Role::CaseOfficer, "hz-housing")),
        ])
    }

    #[test]
    fn nobody_is_two_of_the_three_administrators() {
        let three = [Role::SystemAdministrator, Role::SecurityAdministrator, Role::Auditor];
        for held in three {
            let state = after([PersonCommand::Register { name: part(), organisation: None }, PersonCommand::GivePost(post(held, "hz"))]);
            for asked in three.into_iter().filter(|asked| *asked != held) {
                // Not at another organisation either.
                for organisation in ["hz", "hz-xihu"] {
                    assert_eq!(
                        decide_person(&state, PersonCommand::GivePost(post(asked, organisation))),
                        Err(Refusal::AdministratorsApart { held })
                    );
                }
            }
            assert!(decide_person(&state, PersonCommand::GivePost(post(held, "hz-xihu"))).is_ok());
            let freed = decide_person(&state, PersonCommand::EndPost(post(held, "hz"))).unwrap();
            let state = freed.into_iter().fold(state, PersonState::evolve);
            assert!(decide_person(&state, PersonCommand::GivePost(post(Role::Auditor, "hz"))).is_ok());
        }
    }

    #[test]
    fn what_is_refused() {
        let closed = officer().evolve(PersonEvent::AccountClosed {});
        let disabled = officer().evolve(PersonEvent::AccountDisabled {});
        let cases = [
            (PersonState::default(), PersonCommand::ChangePassword, Refusal::UnknownPerson),
            (officer(), PersonCommand::Register { name: part(), organisation: None }, Refusal::AlreadyRegistered),
            (officer(), PersonCommand::OpenAccount { sign_in: part(), taken: false }, Refusal::HasAccount),
            (
                after([PersonCommand::Register { name: part(), organisation: None }]),
                PersonCommand::OpenAccount { sign_in: part(), taken: true },
                Refusal::SignInTaken,
            ),
            (officer(), PersonCommand::GivePost(post(Role::CaseOfficer, "hz-housing")), Refusal::HoldsPost),
            (officer(), PersonCommand::EndPost(post(Role::CaseOfficer, "hz-tax")), Refusal::NoSuchPost),
            (officer(), PersonCommand::DisableOneTimeCodes, Refusal::CodesNotInUse),
            (closed.clone(), PersonCommand::ChangePassword, Refusal::NoAccount),
            (closed.clone(), PersonCommand::CloseAccount, Refusal::NoAccount),
            (closed.clone(), PersonCommand::OpenAccount { sign_in: part(), taken: false }, Refusal::HasAccount),
            (closed.clone(), PersonCommand::EnableAccount, Refusal::NoAccount),
            (closed, PersonCommand::EnableOneTimeCodes, Refusal::NoAccount),
            (officer(), PersonCommand::EnableAccount, Refusal::NoChange),
            (disabled.clone(), PersonCommand::DisableAccount, Refusal::NoAccount),
            (disabled.clone(), PersonCommand::ChangePassword, Refusal::NoAccount),
            (disabled, PersonCommand::SetOneTimePassword, Refusal::NoAccount),
        ];
        for (state, command, refusal) in cases {
            assert_eq!(decide_person(&state, command), Err(refusal));
        }
    }

    #[test]
    fn an_account_is_disabled_and_comes_back_as_it_was() {
        let before = officer();
        let step =
            |state: PersonState, command| decide_person(&state, command).unwrap().into_iter().fold(state.clone(), PersonState::evolve);
        let disabled = step(before.clone(), PersonCommand::DisableAccount);
        assert_eq!(step(disabled.clone(), PersonCommand::EnableAccount), before);
        assert_eq!(step(disabled, PersonCommand::CloseAccount).account, Account::Closed);
        let set = step(before.clone(), PersonCommand::SetOneTimePassword);
        assert!(set.must_change_password);
        assert_eq!(step(set, PersonCommand::ChangePassword), before);
    }

    #[test]
    fn sign_in_names() {
        assert_eq!(normalise_sign_in(" Housing-Clerk "), "housing-clerk");
        for good in ["abc", "housing-clerk", "z.wang2"] {
            assert_eq!(check_sign_in(good), Ok(()));
        }
        for bad in ["", "ab", "Housing", "房管", "a b c", "a_b_c"] {
            assert_eq!(check_sign_in(bad), Err(Refusal::BadSignIn), "{bad}");
        }
        assert_eq!(check_sign_in(&"a".repeat(65)), Err(Refusal::BadSignIn));
    }

    #[test]
    fn passwords_are_counted_in_characters() {
        assert!(check_password("密码密码密码密码密码密码", 12).is_ok());
        assert!(check_password("short", 12).is_err());
        assert!(check_password(&"a".repeat(201), 12).is_err());
    }

    proptest! {
        #[test]
        fn posts_given_and_ended_in_any_order_keep_administrators_apart(
            steps in proptest::collection::vec((0usize..13, 0u8..3, any::<bool>()), 0..40)
        ) {
            let mut state = after([PersonCommand::Register { name: part(), organisation: None }]);
            for (role, organisation, give) in steps {
                let post = post(Role::ALL[role], &format!("o{organisation}"));
                let command = if give { PersonCommand::GivePost(post) } else { PersonCommand::EndPost(post) };
                if let Ok(events) = decide_person(&state, command) {
                    state = events.into_iter().fold(state, PersonState::evolve);
                }
                let mut administrators: Vec<_> =
                    state.posts.iter().map(|held| held.role).filter(|held| held.is_administrator()).collect();
                administrators.dedup();
                prop_assert!(administrators.len() <= 1);
            }
        }
    }
}
