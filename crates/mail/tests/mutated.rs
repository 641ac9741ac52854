//! A server that answers anything at all. A mail is taken, waits, or is given up; nothing hangs, and nothing that the
//! server said is kept.

use inbox::{Failure, Outgoing};
use mail::{Smtp, SmtpSettings, Tls};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const SECRET: &str = "citizen@example.org";

/// What is answered at each step, until there is no more; then the server hangs up.
async fn talk(stream: TcpStream, answers: Vec<Vec<u8>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    let (mut data, mut answers) = (false, answers.into_iter());
    stream.write_all(&answers.next().unwrap_or_default()).await?;
    loop {
        line.clear();
        // A client that waits for the rest of an answer gets none.
        let Ok(read) = tokio::time::timeout(Duration::from_millis(100), stream.read_until(b'\n', &mut line)).await else { return Ok(()) };
        if read? == 0 {
            return Ok(());
        }
        if data && line != b".\r\n" {
            continue;
        }
        data = line.starts_with(b"DATA");
        match answers.next() {
            Some(answer) => stream.write_all(&answer).await?,
            None => return Ok(()),
        }
    }
}

#[tokio::test]
async fn whatever_a_server_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let script: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let here = script.clone();
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let answers = here.lock().unwrap().clone();
            // The client may be gone before the server is done.
            tokio::spawn(async move { talk(stream, answers).await.ok() });
        }
    });
    let settings =
        SmtpSettings { server: "127.0.0.1".into(), port, tls: Tls::None, from: "open@example.org".into(), ..SmtpSettings::default() };
    let outgoing = Outgoing {
        id: "7f3k".into(),
        to: SECRET.into(),
        subject: "受理通知（演示）".into(),
        text: "正文\n.\n第二行".into(),
        made: jiff::Timestamp::UNIX_EPOCH,
    };
    let good: [&[u8]; 6] = [
        b"220 test ESMTP\r\n",
        b"250-test\r\n250-8BITMIME\r\n250-SIZE 99999999999999999999\r\n250 SMTPUTF8\r\n",
        b"250 ok\r\n",
        b"250 ok\r\n",
        b"354 go on\r\n",
        b"250 taken\r\n",
    ];
    let refusals: [&[u8]; 5] =
        [b"550 no such user citizen@example.org\r\n", b"451 later\r\n", b"535 bad\r\n", b"999 ?\r\n", b"250-\r\n250-\r\n250 a\0b\r\n"];
    let (mut taken, mut later, mut never) = (0, 0, 0);
    for case in 0..90_u64 {
        let step = usize::try_from(case % 6).unwrap();
        let mut answers: Vec<Vec<u8>> = good.iter().map(|answer| answer.to_vec()).collect();
        answers[step] = mutation::bytes(&[good[step], refusals[usize::try_from(case % 5).unwrap()]], case);
        *script.lock().unwrap() = answers;
        let smtp = Smtp::new(&settings).unwrap();
        match tokio::time::timeout(Duration::from_secs(20), smtp.send(&outgoing)).await.unwrap_or_else(|_| panic!("case {case} hangs")) {
            Ok(()) => taken += 1,
            Err(Failure::Later(why)) => {
                later += 1;
                assert!(why.len() <= 20 && !why.contains('@'), "case {case}: {why}");
            }
            Err(Failure::Never(why)) => {
                never += 1;
                assert!(why.len() == 3 && why.starts_with('5'), "case {case}: {why}");
            }
        }
    }
    server.abort();
    assert!(taken > 5 && later > 10 && never > 0, "{taken} taken, {later} later, {never} never");
}

#[test]
fn settings() {
    let text = "server = \"mail.example.org\"\nport = 587\ntls = \"start-tls\"\nuser = \"open\"\npassword = \"secret\"\nfrom = \"政务公开 <open@example.org>\"\n";
    mutation::each_text(&[text], 2_000, |text| match toml::from_str::<SmtpSettings>(text) {
        Ok(settings) => {
            assert!(!format!("{settings:?}").contains("secret") || settings.server.contains("secret"));
            if settings.check().is_ok() && settings.is_set() {
                let _ = Smtp::new(&settings);
            }
        }
        Err(fault) => assert!(fault.to_string().contains("line "), "{fault}"),
    });
}

#[test]
fn what_lies_in_the_mailbox() {
    let report = include_bytes!("returned/postfix.eml");
    let mut found = 0;
    mutation::each_bytes(&[report], 4_000, |bytes| {
        if let Some(returned) = mail::returned(bytes) {
            found += 1;
            assert_eq!(returned.mail.len(), 26);
            assert!(returned.status == "returned" || returned.status.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
        }
    });
    assert!(found > 100, "{found}: the samples do not reach the parser");
}
