//! Its tables: projections of its events, the secrets that are no events, and the queries over both.

mod projection;
mod queries;
mod secrets;

pub(crate) use projection::capability;
pub(crate) use queries::{directory, has_below, person, people_with, posts_of, PersonRow};
pub(crate) use secrets::{
    credential, credentials, delete_credential, delete_credentials_of, delete_session, delete_sessions_of,
    forget_old_sessions, insert_session, put_credential, session, set_last_step, touch_session, Credential,
};
