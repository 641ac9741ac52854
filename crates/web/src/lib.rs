//! The shell and form kit that every page uses: layout, tokens, languages, forms, errors, caching. No capability's words.
//!
//! - A page: a template that extends `layout.html` (or `office.html`), a struct with `page: Page`, answered by [`html`]
//!   or, where it is only read, by [`public_page`], which renders it once for each change.
//! - A form: [`Form`] in the template, [`ProtectedForm`] (or [`ProtectedMultipart`]) in the handler; `kit.html` has the
//!   macros for its fields, shown by example at its top.
//! - A fault: any handler answers [`WebError`]; the shell turns it into a page in the visitor's language or, under
//!   `/api/`, into a problem document.
//! - The whole: [`finish`] puts languages, headers, limits, faults and assets round the capabilities' routes.

mod answer;
mod api;
mod app;
mod assets;
mod body;
mod cache;
pub mod challenge;
mod clock;
mod compare;
mod conflict;
mod cookies;
mod days;
mod documents;
mod error;
mod errors;
mod fault;
mod files;
mod form;
mod headers;
mod hidden;
mod kit;
mod language;
mod limit;
mod milestones;
#[cfg(test)]
mod mutated;
mod page;
mod posted;
mod preferences;
mod problem;
mod protected;
mod public;
mod rail;
mod samples;
mod shell;
mod summary;
pub mod testing;
mod upload;
mod visit;

pub use answer::{Validator, bad_parameter, json, parse_date};
pub use api::{ApiJson, ApiQuery, List, NoParameters, decode_cursor, encode_cursor, parse_limit};
pub use app::{App, Settings, day_in_city};
pub use assets::asset;
pub use cache::PageCache;
pub use clock::{ClockBar, ClockPart, SegmentKind, TimeBar, TimeStretch};
pub use compare::{Change, ComparedParagraph, ComparedPiece, Comparison};
pub use conflict::Conflict;
pub use cookies::{SESSION_COOKIE, clear_session_cookie, cookie, session_cookie};
pub use days::{CountedDay, counted_days};
pub use documents::{ListedDocument, validity_name};
pub use error::{Typed, WebError};
pub use errors::{FieldError, FieldErrors};
pub use files::FileEntry;
pub use form::Form;
pub use headers::CONTENT_SECURITY_POLICY;
pub use hidden::{is_control, is_hidden, turns_text};
pub use kit::{Choice, Link, MetadataRow, NavigationLink, Pagination, TimelineEntry, Tone};
pub use language::{Language, message, percent_encoded};
pub use limit::{Limiter, Limits};
pub use milestones::{Milestone, MilestoneState};
pub use page::{Page, Section};
pub use posted::Posted;
pub use preferences::local_path;
pub use problem::Problem;
pub use protected::ProtectedForm;
pub use public::{html, public_page, refused, with_day};
pub use rail::{Matter, RailEntry, RailGroup, RailSource};
pub use samples::{Sample, samples};
pub use shell::{Shell, finish, service};
pub use upload::{ProtectedMultipart, ProtectedUpload, UploadedFile};
pub use visit::{Visit, redirect};

/// A capability's pages and API, to be merged by the binary: `OpenApiRouter` so that path and description are one.
pub type Routes = utoipa_axum::router::OpenApiRouter<App>;
