//! The queue against a server that speaks SMTP over TCP: it takes, puts off, refuses, hangs up.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use futures::future::BoxFuture;
use identity::{OrganisationId, Role};
use inbox::{Mail, Words};
use mail::{Smtp, SmtpSettings, Tls, deliver_due};
use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};
use store::{Act, ExecuteError, Store, StreamId, Transaction, testing::each_database};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What the server does with the next mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Takes,
    /// at RCPT
    Answers(&'static str),
    /// after the text
    AnswersToText(&'static str),
    /// hangs up in the middle of the text
    HangsUp,
    /// takes it, and hangs up before it says so
    TakesAndHangsUp,
}

#[derive(Clone)]
struct Server {
    port: u16,
    taken: Arc<Mutex<Vec<String>>>,
    script: Arc<Mutex<VecDeque<Does>>>,
}

impl Server {
    async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server { port: listener.local_addr().unwrap().port(), taken: Arc::default(), script: Arc::default() };
        let here = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let here = here.clone();
                tokio::spawn(async move {
                    // A client that is gone is no fault of the server.
                    let _ = here.talk(stream).await;
                });
            }
        });
        server
    }

    fn will(&self, does: &[Does]) {
        self.script.lock().unwrap().extend(does);
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 test ESMTP\r\n").await?;
        let mut does = Does::Takes;
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let word: String = line.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_uppercase();
            let answer = match (word.as_str(), does) {
                ("EHLO", _) => "250-test\r\n250-8BITMIME\r\n250 SMTPUTF8",
                ("MAIL", _) => {
                    does = self.script.lock().unwrap().pop_front().unwrap_or(Does::Takes);
                    "250 ok"
                }
                ("RCPT", Does::Answers(answer)) => answer,
                ("DATA", _) => {
                    stream.write_all(b"354 go on\r\n").await?;
                    let mut text = String::new();
                    loop {
                        line.clear();
                        if stream.read_line(&mut line).await? == 0 || does == Does::HangsUp {
                            return Ok(());
                        }
                        if line == ".\r\n" {
                            break;
                        }
                        text.push_str(&line);
                    }
                    match does {
                        Does::AnswersToText(answer) => answer,
                        _ => {
                            self.taken.lock().unwrap().push(text);
                            if does == Does::TakesAndHangsUp {
                                return Ok(());
                            }
                            "250 taken"
                        }
                    }
                }
                ("QUIT", _) => {
                    return stream.write_all(b"221 bye\r\n").await;
                }
                _ => "250 ok",
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }

    fn client(&self) -> Smtp {
        let settings = SmtpSettings {
            server: "127.0.0.1".into(),
            port: self.port,
            tls: Tls::None,
            from: "政务公开（演示） <open@example.org>".into(),
            ..SmtpSettings::default()
        };
        Smtp::new(&settings).unwrap()
    }
}

struct Queue(u32);

impl Act for Queue {
    type Answer = ();
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        Box::pin(async move {
            for number in 0..self.0 {
                let letter = Mail {
                    case: StreamId::new("request", &format!("{number}")),
                    to: format!("citizen{number}@example.org"),
                    subject: format!("受理通知 {number}（演示）"),
                    text: "您的申请已收到。\n.\n第二行（演示）".into(),
                    organisation: OrganisationId("hz-housing".into()),
                    role: Role::CaseOfficer,
                    about: Words::new("about"),
                    url: "/office".into(),
                    once: number.to_string(),
                };
                inbox::mail(tx, &letter).await?;
            }
            Ok(())
        })
    }
}

async fn waiting(store: &Store) -> u64 {
    inbox::queue_length(&mut store.read().await.unwrap()).await.unwrap()
}

async fn failed(store: &Store) -> Vec<String> {
    let rows = inbox::undelivered_mail(&mut store.read().await.unwrap()).await.unwrap();
    rows.into_iter().map(|row| row.reason).collect()
}

/// The message id of a mail as it came.
fn message_id(text: &str) -> &str {
    text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap()
}

#[tokio::test]
async fn what_a_server_answers_decides_what_becomes_of_a_mail() {
    each_database(|instance| async move {
        let store = instance.open(vec![identity::capability(), inbox::capability()]).await.unwrap();
        let server = Server::start().await;
        let smtp = server.client();
        store.execute(Queue(4)).await.unwrap();
        // The order of the queue is by id: each does one of these.
        server.will(&[
            Does::Takes,
            Does::Answers("450 4.2.0 greylisted, citizen@example.org"),
            Does::Answers("550 5.1.1 no such user citizen@example.org"),
            Does::HangsUp,
        ]);
        assert_eq!(deliver_due(&store, &smtp).await.unwrap(), 1);
        assert_eq!((waiting(&store).await, failed(&store).await), (2, vec!["550".to_owned()]));
        // Not before its time.
        assert_eq!(deliver_due(&store, &smtp).await.unwrap(), 0);
        instance.clock.advance(2 * 60_000);
        server.will(&[Does::AnswersToText("451 4.3.0 later"), Does::AnswersToText("554 5.6.0 spam")]);
        assert_eq!(deliver_due(&store, &smtp).await.unwrap(), 0);
        assert_eq!((waiting(&store).await, failed(&store).await), (1, vec!["550".to_owned(), "554".to_owned()]));
        instance.clock.advance(6 * 60_000);
        assert_eq!(deliver_due(&store, &smtp).await.unwrap(), 1);
        assert_eq!(waiting(&store).await, 0);

        // An officer has it sent once more.
        let rows = inbox::undelivered_mail(&mut store.read().await.unwrap()).await.unwrap();
        inbox::retry(&store, &rows[0].id, &store::ActorId("p".into())).await.unwrap();
        assert_eq!(deliver_due(&store, &smtp).await.unwrap(), 1);
        let taken = server.taken();
        assert_eq!(taken.len(), 3);
        assert!(taken.iter().all(|text| text.contains("From: ") && text.contains("To: citizen") && text.contains("@example.org>\r\n")));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_went_without_an_answer_goes_again_under_the_same_id() {
    each_database(|instance| async move {
        let store = instance.open(vec![identity::capability(), inbox::capability()]).await.unwrap();
        let server = Server::start().await;
        store.execute(Queue(1)).await.unwrap();
        server.will(&[Does::TakesAndHangsUp]);
        assert_eq!(deliver_due(&store, &server.client()).await.unwrap(), 0);
        store.close().await;
        let store = instance.open(vec![identity::capability(), inbox::capability()]).await.unwrap();
        instance.clock.advance(11 * 60_000);
        assert_eq!(deliver_due(&store, &server.client()).await.unwrap(), 1);
        let taken = server.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!(message_id(&taken[0]), message_id(&taken[1]));
        assert_eq!(taken[0], taken[1], "not even the date differs");
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_gone_or_does_not_let_us_in_costs_no_mail() {
    each_database(|instance| async move {
        let store = instance.open(vec![identity::capability(), inbox::capability()]).await.unwrap();
        let server = Server::start().await;
        store.execute(Queue(2)).await.unwrap();
        let nobody =
            SmtpSettings { server: "127.0.0.1".into(), port: 1, tls: Tls::None, from: "open@example.org".into(), ..Default::default() };
        assert_eq!(deliver_due(&store, &Smtp::new(&nobody).unwrap()).await.unwrap(), 0);
        instance.clock.advance(2 * 60_000);
        server.will(&[Does::Answers("530 5.7.0 sign in first"), Does::Answers("503 5.5.1 what?")]);
        assert_eq!(deliver_due(&store, &server.client()).await.unwrap(), 0);
        assert_eq!((waiting(&store).await, failed(&store).await.len()), (2, 0));
        instance.clock.advance(6 * 60_000);
        assert_eq!(deliver_due(&store, &server.client()).await.unwrap(), 2);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_carrier_works_beside_the_program_and_ends_with_it() {
    each_database(|instance| async move {
        let store = instance.open(vec![identity::capability(), inbox::capability()]).await.unwrap();
        let server = Server::start().await;
        let carrier = mail::run(store.clone(), server.client());
        store.execute(Queue(3)).await.unwrap();
        for _ in 0..100 {
            if waiting(&store).await == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(server.taken().len(), 3);
        carrier.stop().await;
        store.close().await;
    })
    .await;
}
