//! A workload that is the same whenever the seed is.

use crate::sample::{Add, Erase, Open, Sample};
use store::{ManualClock, Store, StreamId};

/// Names that may stand nowhere in the clear.
pub const NAMES: [&str; 4] = ["欧阳明镜", "13957112233", "330106199003074412", "文一西路九百六十九号"];

/// Cases with notes, refusals, one erasure; one call after the other.
pub async fn run(store: &Store, clock: &ManualClock, cases: usize) -> Vec<StreamId> {
    let mut streams = Vec::new();
    for case in 0..cases {
        clock.advance(7_001);
        let opened = store.execute(Open::of(NAMES[case % NAMES.len()])).await.unwrap();
        let stream = opened.answer.0;
        let refused = store.execute(Open { refuse: true, ..Open::of("nobody") }).await;
        assert!(refused.is_err());
        for note in 0..case % 4 {
            clock.advance(13);
            store.execute(Add::note(&stream, &format!("note {note}"))).await.unwrap();
        }
        if case % 5 == 4 {
            let withheld = Add { events: vec![Sample::Withheld { reason: "r".into() }], ..Add::note(&stream, "") };
            store.execute(withheld).await.unwrap();
        }
        streams.push(stream);
    }
    store.execute(Erase { stream: streams[1].clone(), recorded: true }).await.unwrap();
    streams
}
