//! An [`App`] for tests, over a test instance of the store.

use crate::{App, Limits, PageCache, Settings};
use std::sync::Arc;
use store::{Capability, testing::TestInstance};

/// An app over an empty instance: the rules that are built in, sample settings, an index in the data folder, no rail, no sandbox.
/// identity's capability is added to those given.
///
/// # Panics
/// Where a part cannot be opened.
pub async fn app(instance: &TestInstance, mut capabilities: Vec<Arc<dyn Capability>>) -> App {
    capabilities.insert(0, identity::capability());
    let store = instance.open(capabilities).await.unwrap_or_else(|fault| panic!("the store: {fault}"));
    let settings = Settings::sample();
    App {
        identity: identity::Identity::new(store.clone()).await.unwrap_or_else(|fault| panic!("identity: {fault}")),
        store,
        law: Arc::new(law::Law::load(None).unwrap_or_else(|faults| panic!("the law: {faults}"))),
        search: search::Search::open(&instance.data.join("index")).unwrap_or_else(|fault| panic!("the index: {fault}")),
        fonts: Arc::new(letters::Fonts::with_paths(&[])),
        sandbox: sandbox::Sandbox::none(),
        limits: Limits::new(&settings),
        settings: Arc::new(settings),
        cache: PageCache::default(),
        rails: Arc::default(),
    }
}
