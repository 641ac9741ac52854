//! Counters as Prometheus reads them. No port of their own: they are a route.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Gives counters a place in this process, once, and answers what renders them. Comes before the first counter.
pub fn handle() -> PrometheusHandle {
    HANDLE
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("counters are kept by somebody else");
            }
            metrics::describe_counter!("gongkai_http_answers_total", "answers by class of status");
            metrics::describe_gauge!("gongkai_ledger_entries", "entries in the ledger");
            handle
        })
        .clone()
}
