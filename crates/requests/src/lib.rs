//! Disclosure on request (依申请公开): from receipt to reply.
//!
//! Rooms: `model` the words, `decide` the rules (pure), `acts` the way of a decision through the write path, `letter`
//! the reply as a letter, `records` the table of cases, `pages` what people see, `api` what programs see.

pub mod acts;
pub mod api;
pub mod clock;
pub mod decide;
pub mod demo;
pub mod letter;
pub mod look_up;
pub mod model;
pub mod pages;
pub mod records;
pub mod submit;
pub mod timeline;

use law::Channel;
use std::sync::Arc;

/// The capability's part of the store.
pub fn capability() -> Arc<dyn store::Capability> {
    Arc::new(records::Requests)
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
pub use pages::samples::samples;

/// Pages and API.
pub fn routes() -> web::Routes {
    pages::routes().merge(api::routes())
}
