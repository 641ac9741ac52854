//! Files that whoever opens them does not survive: an answer in words, and the portal goes on.

use super::*;
use sandbox::{Limits, Sandbox};
use std::time::{Duration, Instant};
use store::testing::on_sqlite;

const TERM: Duration = Duration::from_secs(1);

/// Opens every file with a shell that does something else.
fn shell(does: &str) -> Sandbox {
    let limits = Limits { short: TERM, long: TERM, memory: 1 << 30, at_once: 1, waiting: 0, wait: Duration::ZERO };
    Sandbox::process("/bin/sh".into(), vec!["-c".into(), does.into()], limits)
}

#[test]
fn whoever_dies_of_a_file_dies_alone() {
    run(on_sqlite(async |instance: TestInstance| {
        let mut portal = open(&instance).await;
        let works = portal.app.sandbox.clone();
        let list = format!("/office/requests/{}/materials", portal.first("hz-housing").await.number);
        let mut officer = portal.sign_in("officer").await;
        for (does, words) in [
            ("while :; do :; done", "处理时间过长"),
            ("kill -ABRT $$", "读取文件的程序因该文件中断"),
            ("echo and so on", "读取文件的程序因该文件中断"),
        ] {
            portal.app.sandbox = shell(does);
            portal = portal.anew();
            portal.get(&mut officer, &list).await;
            let begin = Instant::now();
            let refused = portal.upload(&officer, &list, &[], &[File("file", FILE_NAME, &original())]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{does}");
            assert!(refused.text().contains(words), "{does}: {}", refused.text());
            assert!(begin.elapsed() < TERM * 4, "{does}: {:?}", begin.elapsed());
        }
        portal.app.sandbox = Sandbox::none();
        portal = portal.anew();
        portal.get(&mut officer, &list).await;
        let refused = portal.upload(&officer, &list, &[], &[File("file", FILE_NAME, &original())]).await;
        assert!(refused.text().contains("本机目前不能显示和处理文件"), "{}", refused.text());
        portal.app.sandbox = works;
        portal = portal.anew();
        with_original(&portal, &mut officer).await;
    }));
}
