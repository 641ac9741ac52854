//! Disclosure on request (依申请公开): from receipt to reply.
//!
//! Rooms: `model` the words of a case, `words` the city's own wording of notices and standard reasons, `decide` the rules
//! (pure), `acts` the way of a decision through the write path, `letter` the reply as a letter, `records` the table of
//! cases, `pages` what people see, `api` what programs see. After the reply: `dispute` reconsideration and litigation,
//! `archive` a case as one file, `keeping` filing, retention, erasure and who looked.

pub mod acts;
pub mod api;
pub mod archive;
pub mod clock;
pub mod decide;
pub mod demo;
pub mod dispute;
pub mod keeping;
pub mod letter;
pub mod look_up;
pub mod material;
pub mod model;
pub mod own;
pub mod pages;
pub mod records;
pub mod submit;
pub mod timeline;
pub mod told;
pub mod words;

use law::Channel;
use std::sync::Arc;

/// The capability's part of the store.
pub fn capability() -> Arc<dyn store::Capability> {
    Arc::new(records::Requests::default())
}

/// The same for a program that serves: what comes about by itself when a day comes (a term that passes, silence) is
/// carried out by these rules. [`acts::begin`] starts it.
pub fn serving(law: Arc<law::Law>, notes: Option<told::Notes>) -> Arc<dyn store::Capability> {
    Arc::new(records::Requests { law: Some(law), notes })
}

/// Every channel with its code, in the order in which a clerk is offered them.
pub const CHANNELS: [(Channel, &str); 6] = [
    (Channel::Counter, "counter"),
    (Channel::Oral, "oral"),
    (Channel::RegisteredPost, "registered-post"),
    (Channel::OrdinaryLetter, "ordinary-letter"),
    (Channel::Fax, "fax"),
    (Channel::Online, "online"),
];

/// The code of a channel.
pub fn channel_code(channel: Channel) -> &'static str {
    CHANNELS.iter().find(|(candidate, _)| *candidate == channel).map_or("", |(_, code)| code)
}

pub use pages::inbox::rail;

/// Every page of this capability in a language.
pub fn samples(language: web::Language) -> Vec<web::Sample> {
    let mut samples = pages::samples::samples(language);
    samples.extend(pages::samples_after::samples(language));
    samples
}

/// Pages and API.
pub fn routes() -> web::Routes {
    pages::routes().merge(api::routes())
}
