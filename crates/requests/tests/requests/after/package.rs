//! The archive package, read by readers that are not ours.

use super::SUBJECT;
use crate::world::{NAME, in_2026, run};
use axum::http::StatusCode;
use std::path::Path;
use std::process::Command;
use store::testing::{TestInstance, each_database};

/// Unpacks with the reader of Python's library and checks the sums with coreutils.
fn unpack(bytes: &[u8], folder: &Path) -> Vec<String> {
    let zip = folder.join("case.zip");
    std::fs::write(&zip, bytes).unwrap();
    let into = folder.join("case");
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])\nprint('\\n'.join(z.namelist()))";
    let read = Command::new("python3").args(["-c", script]).arg(&zip).arg(&into).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let sums = Command::new("sha256sum").args(["--check", "--strict", "--quiet", "SHA256SUMS"]).current_dir(&into).output().unwrap();
    assert!(sums.status.success(), "{}", String::from_utf8_lossy(&sums.stdout));
    String::from_utf8(read.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_package_is_read_and_verified_without_this_program() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = super::open(&instance).await;
        let case = super::answered(&portal).await;
        let page = format!("/office/requests/{}/archive", case.number);
        let post = format!("{page}/package");
        let mut officer = portal.sign_in("officer").await;
        let nothing = portal.step_as(&mut officer, &page, &post, &[("package", "whole"), ("look_reason", " ")]).await;
        assert_eq!((nothing.status, nothing.text().contains("id=\"f-look_reason-error\"")), (StatusCode::UNPROCESSABLE_ENTITY, true));
        let whole = portal.step_as(&mut officer, &page, &post, &[("package", "whole"), ("look_reason", "移交档案室（演示）")]).await;
        assert_eq!(whole.status, StatusCode::OK);
        let key = ledger::VerifierKey::parse(&portal.app.store.verifier_key()).unwrap();

        let folder = tempfile::tempdir().unwrap();
        let names = unpack(&whole.bytes, folder.path());
        let into = folder.path().join("case");
        let index = std::fs::read_to_string(into.join("index.html")).unwrap();
        assert!(index.contains(NAME) && index.contains(SUBJECT) && index.contains("第三十三条"));
        let readme = std::fs::read_to_string(into.join("README.txt")).unwrap();
        assert!(readme.contains("sha256sum -c SHA256SUMS") && readme.contains(&portal.app.store.verifier_key()));
        assert!(readme.contains("Without a network"));
        assert!(names.iter().any(|name| name.starts_with("letters/") && name.ends_with(".html")));
        let receipts: Vec<_> = names.iter().filter(|name| name.ends_with(".receipt.json")).collect();
        // Everything that happened, the look at it included.
        assert_eq!(receipts.len(), portal.app.store.load(&case.stream).await.unwrap().len());
        for name in &receipts {
            let text = std::fs::read_to_string(into.join(name.as_str())).unwrap();
            let proved = ledger::Receipt::parse(&text).unwrap().verify(&key).unwrap();
            assert!(proved.sealed_parts.is_empty(), "{name} opens everything");
            let bare = std::fs::read_to_string(into.join(name.replace(".receipt.json", ".tlog-proof"))).unwrap();
            assert_eq!(ledger::TlogProof::parse(&bare).unwrap().index, proved.index);
        }
        // Every link of the index leads to a file of the package.
        for href in index.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(into.join(href).is_file(), "{href}");
        }

        let public = portal.step_as(&mut officer, &page, &post, &[("package", "public"), ("look_reason", "对外提供（演示）")]).await;
        let folder = tempfile::tempdir().unwrap();
        let names = unpack(&public.bytes, folder.path());
        assert!(!names.iter().any(|name| name.starts_with("letters/")));
        for name in &names {
            let bytes = std::fs::read(folder.path().join("case").join(name)).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(![NAME, SUBJECT, "secret@example.org", "0571-00000000"].iter().any(|secret| text.contains(secret)), "{name}");
            if name.ends_with(".receipt.json") {
                ledger::Receipt::parse(&text).unwrap().verify(&key).unwrap();
            }
        }

        // Both are told to the head and to the auditor, with their reasons.
        for who in ["approver", "auditor"] {
            let mut visitor = portal.sign_in(who).await;
            let looks = portal.get(&mut visitor, &format!("/office/requests/{}/views", case.number)).await;
            assert_eq!(looks.status, StatusCode::OK, "{who}");
            let text = looks.text();
            assert!(text.contains("移交档案室（演示）") && text.contains("对外提供（演示）") && text.contains("officer（演示）"), "{who}");
        }
        assert_eq!(portal.get(&mut officer, &format!("/office/requests/{}/views", case.number)).await.status, StatusCode::FORBIDDEN);
        portal.app.store.close().await;
    }));
}
