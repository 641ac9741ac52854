//! What is written down, told and handed over: looks, e-mail to the requester, terms of disputes as work, who has a case.

pub mod desk;
mod disputes;
mod hands;
mod looks;
mod mail;
