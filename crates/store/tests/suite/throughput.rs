//! Not a test of speed but a look at it: `cargo test -p store throughput -- --ignored --nocapture`.

use crate::sample::{Open, capabilities};
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use store::testing::each_database;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes half a minute and measures only"]
async fn acknowledged_per_second() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        for callers in [1_u32, 8, 64] {
            let begun = Instant::now();
            let tasks: Vec<_> = (0..callers)
                .map(|_| {
                    let store = store.clone();
                    tokio::spawn(async move {
                        let mut done = 0_u32;
                        while begun.elapsed() < Duration::from_secs(3) {
                            store.execute(Open::of("王小明")).await.unwrap();
                            done += 1;
                        }
                        done
                    })
                })
                .collect();
            let mut done = 0;
            for task in tasks {
                done += task.await.unwrap();
            }
            let each = f64::from(done) / begun.elapsed().as_secs_f64();
            println!("{}: {callers} callers, {each:.0} acknowledged a second", instance.database);
        }
        let begun = Instant::now();
        let verified = store.verify().await.unwrap();
        let took = begun.elapsed().as_secs_f64();
        assert!(verified.faults.is_empty());
        #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
        let rate = verified.size as f64 / took;
        let bytes = vec![7_u8; 600];
        let begun = Instant::now();
        for _ in 0..verified.size {
            std::hint::black_box(Sha256::digest(&bytes));
        }
        let bare = begun.elapsed().as_secs_f64();
        println!(
            "{}: {} entries verified in {took:.2} s, {rate:.0} a second; SHA-256 of 600 bytes each alone: {bare:.2} s",
            instance.database, verified.size
        );
        store.close().await;
    })
    .await;
}
