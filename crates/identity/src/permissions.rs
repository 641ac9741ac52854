//! Who may do what: one table, deny by default.
//!
//! | role | at the own organisation | there and below it | everywhere |
//! |---|---|---|---|
//! | clerk 收件 | register-request, see-request | | |
//! | case-officer 经办 | register-request, see-request, draft-reply, send-reply | | |
//! | reviewer 审核 | see-request, review-reply | | |
//! | legal-reviewer 合法性审查 | see-request, review-legality | | |
//! | approver 签发 | see-request, approve-reply | | |
//! | confidentiality-reviewer 保密审查 | review-confidentiality | | |
//! | publisher 发布 | edit-document, publish-document | | |
//! | city-office 政务公开处 | | | see-all-requests, manage-letters |
//! | evaluator, site-operator, data-steward | | | |
//! | system-administrator 系统管理员 | | manage-organisations, manage-people, manage-letters | |
//! | security-administrator 安全管理员 | | manage-security | |
//! | auditor 审计员 | | see-audit | |
//!
//! (A test reads this very page and compares it with the table.) Evaluators, site operators and data stewards have
//! posts but no rows yet; their rows come with their capabilities.
//!
//! That drafting, reviewing and approving are done by different persons is a rule of the reply, not of this table:
//! a small body may give one person several of these posts.
//!
//! Three administrators keep each other in check (三员分立), and nobody is two of them. The system administrator enters
//! organisations and people, but gives nobody a right. The security administrator gives posts, which are all rights
//! there are, and sets passwords anew, but enters nobody. The auditor reads what both did and changes nothing. The
//! account of one of the three is changed by its owner, or on the machine itself.

use crate::{Action, Denied, OrganisationId, Role, SignedIn};

/// How far a row reaches from the organisation of the post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// things of that organisation
    Own,
    /// of it and of all that stand below it
    OwnAndBelow,
    /// of every organisation
    Everywhere,
}

/// One row: a role may do an action within a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Permission {
    /// who
    pub role: Role,
    /// what
    pub action: Action,
    /// whose
    pub scope: Scope,
}

const fn row(role: Role, action: Action, scope: Scope) -> Permission {
    Permission { role, action, scope }
}

const TABLE: &[Permission] = &[
    row(Role::Clerk, Action::RegisterRequest, Scope::Own),
    row(Role::Clerk, Action::SeeRequest, Scope::Own),
    row(Role::CaseOfficer, Action::RegisterRequest, Scope::Own),
    row(Role::CaseOfficer, Action::SeeRequest, Scope::Own),
    row(Role::CaseOfficer, Action::DraftReply, Scope::Own),
    row(Role::CaseOfficer, Action::SendReply, Scope::Own),
    row(Role::Reviewer, Action::SeeRequest, Scope::Own),
    row(Role::Reviewer, Action::ReviewReply, Scope::Own),
    row(Role::LegalReviewer, Action::SeeRequest, Scope::Own),
    row(Role::LegalReviewer, Action::ReviewLegality, Scope::Own),
    row(Role::Approver, Action::SeeRequest, Scope::Own),
    row(Role::Approver, Action::ApproveReply, Scope::Own),
    row(Role::ConfidentialityReviewer, Action::ReviewConfidentiality, Scope::Own),
    row(Role::Publisher, Action::EditDocument, Scope::Own),
    row(Role::Publisher, Action::PublishDocument, Scope::Own),
    row(Role::CityOffice, Action::SeeAllRequests, Scope::Everywhere),
    row(Role::CityOffice, Action::ManageLetters, Scope::Everywhere),
    row(Role::SystemAdministrator, Action::ManageOrganisations, Scope::OwnAndBelow),
    row(Role::SystemAdministrator, Action::ManagePeople, Scope::OwnAndBelow),
    row(Role::SystemAdministrator, Action::ManageLetters, Scope::OwnAndBelow),
    row(Role::SecurityAdministrator, Action::ManageSecurity, Scope::OwnAndBelow),
    row(Role::Auditor, Action::SeeAudit, Scope::OwnAndBelow),
];

/// The whole table, for the page that shows it and the test that walks every route with every role.
pub fn table() -> &'static [Permission] {
    TABLE
}

/// Deny by default: `Ok` only where a row role × action × scope of the one table says so.
/// `organisation`: whose thing it is; `ancestors`: the organisations above it, nearest first.
pub fn may(who: Option<&SignedIn>, action: Action, organisation: &OrganisationId, ancestors: &[OrganisationId]) -> Result<(), Denied> {
    let who = who.ok_or(Denied::SignIn)?;
    let allowed = who.posts.iter().any(|post| {
        TABLE.iter().filter(|row| row.role == post.role && row.action == action).any(|row| match row.scope {
            Scope::Own => post.organisation == *organisation,
            Scope::OwnAndBelow => post.organisation == *organisation || ancestors.contains(&post.organisation),
            Scope::Everywhere => true,
        })
    });
    if allowed { Ok(()) } else { Err(Denied::NoPost { action }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PersonId, Post};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn id(text: &str) -> OrganisationId {
        OrganisationId(text.into())
    }

    fn somebody(posts: Vec<Post>) -> SignedIn {
        SignedIn {
            person: PersonId("p1".into()),
            sign_in: "somebody".into(),
            name: "某（演示）".into(),
            posts,
            session: "s".into(),
            must_change_password: false,
        }
    }

    fn with(role: Role, organisation: &str) -> SignedIn {
        somebody(vec![Post { role, organisation: id(organisation) }])
    }

    /// A child of `hz`, and where it hangs.
    const ABOVE_HOUSING: [&str; 1] = ["hz"];

    fn ask(who: &SignedIn, action: Action, organisation: &str, above: &[&str]) -> bool {
        let above: Vec<_> = above.iter().map(|above| id(above)).collect();
        may(Some(who), action, &id(organisation), &above).is_ok()
    }

    #[test]
    fn nobody_may_do_nothing() {
        for action in Action::ALL {
            assert_eq!(may(None, action, &id("hz"), &[]), Err(Denied::SignIn));
            assert_eq!(may(Some(&somebody(vec![])), action, &id("hz"), &[]), Err(Denied::NoPost { action }));
        }
    }

    #[test]
    fn only_what_stands_in_the_table_and_only_so_far() {
        for role in Role::ALL {
            for action in Action::ALL {
                let scopes: Vec<_> = table().iter().filter(|row| row.role == role && row.action == action).map(|row| row.scope).collect();
                let here = ask(&with(role, "hz-housing"), action, "hz-housing", &ABOVE_HOUSING);
                let below = ask(&with(role, "hz"), action, "hz-housing", &ABOVE_HOUSING);
                let sibling = ask(&with(role, "hz-tax"), action, "hz-housing", &ABOVE_HOUSING);
                let above = ask(&with(role, "hz-housing"), action, "hz", &[]);
                let everywhere = scopes.contains(&Scope::Everywhere);
                assert_eq!(here, !scopes.is_empty(), "{role:?} {action:?}");
                assert_eq!(below, everywhere || scopes.contains(&Scope::OwnAndBelow), "{role:?} {action:?}");
                assert_eq!(sibling, everywhere, "{role:?} {action:?}");
                assert_eq!(above, everywhere, "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn every_action_is_somebodys_and_no_row_stands_twice() {
        let rows: BTreeSet<_> = table().iter().map(|row| (row.role, row.action)).collect();
        assert_eq!(rows.len(), table().len());
        for action in Action::ALL {
            assert!(table().iter().any(|row| row.action == action), "{action:?}");
        }
    }

    /// Who administers the system cannot read what citizens ask, nor the other way round.
    #[test]
    fn administrators_do_not_handle_requests() {
        for role in Role::ALL.into_iter().filter(|role| role.is_administrator()) {
            for action in [Action::SeeRequest, Action::DraftReply, Action::SendReply, Action::PublishDocument] {
                assert!(!ask(&with(role, "hz"), action, "hz", &[]));
            }
        }
        assert!(!ask(&with(Role::CityOffice, "hz-office"), Action::SeeRequest, "hz-housing", &ABOVE_HOUSING));
    }

    #[test]
    fn the_page_above_is_the_table() {
        let mut printed = BTreeSet::new();
        for line in include_str!("permissions.rs").lines() {
            let Some(cells) = line.strip_prefix("//! | ") else { continue };
            let cells: Vec<_> = cells.trim_end_matches('|').split('|').map(str::trim).collect();
            let Some(role) = cells[0].split(' ').next().and_then(Role::parse) else { continue };
            for (cell, scope) in cells[1..].iter().zip(["own", "below", "everywhere"]) {
                printed.extend(cell.split(", ").filter(|a| !a.is_empty()).map(|a| (role.as_str(), a.to_owned(), scope)));
            }
        }
        let table: BTreeSet<_> = table()
            .iter()
            .map(|row| {
                let scope = match row.scope {
                    Scope::Own => "own",
                    Scope::OwnAndBelow => "below",
                    Scope::Everywhere => "everywhere",
                };
                (row.role.as_str(), row.action.as_str().to_owned(), scope)
            })
            .collect();
        assert_eq!(printed, table);
    }

    proptest! {
        #[test]
        fn whatever_posts_somebody_has_each_yes_rests_on_one_row(
            posts in proptest::collection::vec((0usize..14, 0usize..6), 0..5),
            action in 0usize..16, of in 0usize..6,
        ) {
            // 0 is above 1 and 2, 1 above 3 and 4; 5 stands alone.
            const PARENTS: [Option<usize>; 6] = [None, Some(0), Some(0), Some(1), Some(1), None];
            let above: Vec<usize> = std::iter::successors(PARENTS[of], |at| PARENTS[*at]).collect();
            let action = Action::ALL[action];
            let who = somebody(
                posts.iter().map(|(r, o)| Post { role: Role::ALL[*r], organisation: id(&o.to_string()) }).collect(),
            );
            let expected = table().iter().any(|row| {
                row.action == action
                    && posts.iter().any(|(r, o)| {
                        Role::ALL[*r] == row.role
                            && (*o == of && row.scope == Scope::Own
                                || (*o == of || above.contains(o)) && row.scope == Scope::OwnAndBelow
                                || row.scope == Scope::Everywhere)
                    })
            });
            let above: Vec<_> = above.iter().map(|o| id(&o.to_string())).collect();
            prop_assert_eq!(may(Some(&who), action, &id(&of.to_string()), &above).is_ok(), expected);
        }
    }
}
