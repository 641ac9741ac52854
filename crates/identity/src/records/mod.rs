//! Its tables: projections of its events, the secrets that are no events, and the queries over both.

mod projection;
mod queries;
mod secrets;
mod sign_ins;

pub(crate) use projection::capability;
pub(crate) use queries::{PersonRow, directory, has_below, is_held, people, people_with, person, posts, posts_of};
pub(crate) use secrets::{
    Credential, credential, credentials, delete_credential, delete_credentials_of, delete_other_sessions, delete_session,
    delete_sessions_of, forget_old_sessions, insert_session, put_credential, session, sessions_of, set_last_step, touch_session,
};
pub(crate) use sign_ins::{insert_sign_in, sign_ins};
