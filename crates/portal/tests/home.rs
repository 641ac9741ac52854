//! The home page and the index behind it, which follows the log at its own pace.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use axum::body::Body;
use axum::http::Request;
use facts::{Fact, Published, Validity};
use futures::future::BoxFuture;
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{
    Act, ActorId, Capability, Connection, Event, ExecuteError, Follower, Migration, Recorded, StoreError, StreamId, Told, Transaction,
};
use tower::ServiceExt;

/// Owns the streams of documents, as publishing does in the whole program.
struct Documents;

impl Capability for Documents {
    fn name(&self) -> &'static str {
        "documents"
    }
    fn migrations(&self) -> &'static [Migration] {
        &[]
    }
    fn categories(&self) -> &'static [&'static str] {
        &["document"]
    }
    fn projections(&self) -> &'static [&'static str] {
        &[]
    }
    fn project<'a>(&'a self, _: &'a mut Connection, _: &'a Recorded) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async { Ok(()) })
    }
    fn facts(&self, _: &Recorded) -> Result<Vec<Fact>, StoreError> {
        Ok(Vec::new())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
enum Changed {
    #[serde(rename = "changed")]
    Title(String),
}
impl Event for Changed {
    const CATEGORY: &'static str = "document";
}

struct Change {
    version: u64,
    title: &'static str,
}
impl Act for Change {
    type Answer = ();
    type Refusal = std::convert::Infallible;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Self::Refusal>>> {
        Box::pin(async move {
            let event = Changed::Title(self.title.to_owned());
            tx.append(&StreamId::new("document", "d1"), self.version, &ActorId("system".into()), &[event]).await?;
            Ok(())
        })
    }
}

fn told(title: &str, next: u64) -> Told {
    let published = Published {
        document: "d1".into(),
        external_id: None,
        title: title.to_owned(),
        number: None,
        index_number: None,
        issuer: "某局".into(),
        publisher: "hz".into(),
        made_on: None,
        published_on: None,
        status: Validity::InForce,
        url: "/documents/d1".into(),
        passages: Vec::new(),
    };
    Told { index: next - 1, at: "2026-11-24T01:00:00Z".parse().unwrap(), fact: Fact::Published(published) }
}

#[test]
fn a_home_page_that_was_kept_while_the_index_was_behind_is_not_shown_afterwards() {
    tokio::runtime::Runtime::new().unwrap().block_on(store::testing::on_sqlite(async |instance| {
        let app = web::testing::app(&instance, vec![Arc::new(Documents)]).await;
        let (routes, _) = portal::routes().split_for_parts();
        let router = web::finish(routes, app.clone());
        let home = async || {
            let response = router.clone().oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
            String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
        };
        let follower: Arc<dyn Follower> = app.search.follower();

        let first = app.store.execute(Change { version: 0, title: "甲规定" }).await.unwrap().size;
        follower.take(vec![told("甲规定", first)], first).await.unwrap();
        assert!(home().await.contains("甲规定"));

        let second = app.store.execute(Change { version: 1, title: "乙规定" }).await.unwrap().size;
        assert!(home().await.contains("甲规定"), "the index has not followed yet");

        follower.take(vec![told("乙规定", second)], second).await.unwrap();
        let page = home().await;
        assert!(page.contains("乙规定") && !page.contains("甲规定"));
        app.store.close().await;
    }));
}
