//! Its tables: projections of its events, the secrets that are no events, and the queries over both.

mod projection;
mod queries;
mod secrets;

pub(crate) use projection::capability;
pub(crate) use queries::{PersonRow, directory, has_below, people_with, person, posts_of};
pub(crate) use secrets::{
    Credential, credential, credentials, delete_credential, delete_credentials_of, delete_session, delete_sessions_of, forget_old_sessions,
    insert_session, put_credential, session, set_last_step, touch_session,
};
