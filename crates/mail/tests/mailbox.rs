//! What comes back as a message of its own is seen by an officer.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use futures::future::BoxFuture;
use identity::{OrganisationId, Role};
use inbox::{Mail, Refusal, Words};
use mail::{Mailbox, SmtpSettings};
use std::{convert::Infallible, fs, path::Path};
use store::{Act, ActorId, ExecuteError, Store, StreamId, Transaction, testing::each_database};

const REPORT: &str = include_str!("returned/postfix.eml");
const SAMPLE: &str = "0123456789abcdefghjkmnpqrs";

struct Queue;

impl Act for Queue {
    type Answer = Option<String>;
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<Option<String>, ExecuteError<Infallible>>> {
        Box::pin(async move {
            let once = tx.new_id();
            let letter = Mail {
                case: StreamId::new("request", "1"),
                to: "citizen0@example.org".into(),
                subject: "受理通知（演示）".into(),
                text: "您的申请已收到。".into(),
                organisation: OrganisationId("hz-housing".into()),
                role: Role::CaseOfficer,
                about: Words::new("about"),
                url: "/office/requests/1".into(),
                once,
            };
            Ok(inbox::mail(tx, &letter).await?)
        })
    }
}

async fn leave(store: &Store) -> String {
    let id = store.execute(Queue).await.unwrap().answer.unwrap();
    inbox::lease(store, "worker").await.unwrap().unwrap();
    inbox::sent(store, &id).await.unwrap();
    id
}

fn maildir(folder: &Path) -> Mailbox {
    for part in ["new", "cur", "tmp"] {
        fs::create_dir(folder.join(part)).unwrap();
    }
    Mailbox::open(folder).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn what_came_back_is_work_of_an_officer_and_all_else_stays_in_the_mailbox() {
    each_database(|instance| async move {
        let store = instance.open(vec![identity::capability(), inbox::capability()]).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (new, cur) = (folder.path().join("new"), folder.path().join("cur"));
        let mailbox = maildir(folder.path());
        let (first, second) = (leave(&store).await, leave(&store).await);
        fs::write(new.join("1"), REPORT.replace(SAMPLE, &first)).unwrap();
        fs::write(new.join("2"), REPORT.replace(SAMPLE, &first)).unwrap();
        fs::write(new.join("3"), REPORT.replace(SAMPLE, &second).replace("Action: failed", "Action: delayed")).unwrap();
        fs::write(new.join("4"), REPORT).unwrap();
        fs::write(new.join("5"), "From: citizen0@example.org\r\nSubject: 谢谢\r\n\r\n收到了（演示）\r\n").unwrap();
        fs::write(new.join("6"), vec![b'x'; (256 << 10) + 1]).unwrap();
        std::os::unix::fs::symlink("/dev/zero", new.join("7")).unwrap();
        assert_eq!(mailbox.look(&store).await.unwrap(), 1);
        assert_eq!(names(&new), Vec::<String>::new());
        assert_eq!(names(&cur), ["2:2,", "3:2,", "4:2,", "5:2,", "6:2,", "7:2,"]);
        assert_eq!(mailbox.look(&store).await.unwrap(), 0);

        let rows = inbox::undelivered_mail(&mut store.read().await.unwrap()).await.unwrap();
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.id.as_str(), row.reason.as_str(), row.returned, row.attempts), (first.as_str(), "5.1.1", true, 0));
        assert_eq!(inbox::undelivered_about(&mut store.read().await.unwrap(), "/office/requests/1").await.unwrap(), 1);
        let officer = ActorId("p".into());
        let again = inbox::retry(&store, &first, &officer).await;
        assert!(matches!(again, Err(ExecuteError::Refused(Refusal::Gone))), "its text is no longer kept: {again:?}");
        inbox::give_up(&store, &first, &officer).await.unwrap();
        assert!(inbox::undelivered_mail(&mut store.read().await.unwrap()).await.unwrap().is_empty());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_message_that_is_folded_into_itself_a_thousand_times_harms_nothing() {
    each_database(|instance| async move {
        let store = instance.open(vec![identity::capability(), inbox::capability()]).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mailbox = maildir(folder.path());
        let nested = |level: usize| format!("Content-Type:multipart/a;boundary={level:x}\n\n--{level:x}\n");
        let mut deep: String = (0..5_600).map(nested).collect();
        deep.push_str("\r\n\r\nend");
        assert!((200 << 10..256 << 10).contains(&deep.len()), "{}", deep.len());
        fs::write(folder.path().join("new/1"), deep).unwrap();
        let look = tokio::spawn({
            let store = store.clone();
            async move { mailbox.look(&store).await.unwrap() }
        });
        assert_eq!(look.await.unwrap(), 0);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_before_it_was_written_down_that_it_left_can_be_sent_again() {
    each_database(|instance| async move {
        let store = instance.open(vec![identity::capability(), inbox::capability()]).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mailbox = maildir(folder.path());
        let id = store.execute(Queue).await.unwrap().answer.unwrap();
        fs::write(folder.path().join("new/1"), REPORT.replace(SAMPLE, &id)).unwrap();
        assert_eq!(mailbox.look(&store).await.unwrap(), 1);
        inbox::retry(&store, &id, &ActorId("p".into())).await.unwrap();
        assert_eq!(inbox::lease(&store, "worker").await.unwrap().unwrap().to, "citizen0@example.org");
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn it_is_watched_beside_the_program() {
    each_database(|instance| async move {
        let store = instance.open(vec![identity::capability(), inbox::capability()]).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mailbox = maildir(folder.path());
        let id = leave(&store).await;
        fs::write(folder.path().join("new/1"), REPORT.replace(SAMPLE, &id)).unwrap();
        let watching = mail::watch(store.clone(), mailbox);
        for _ in 0..100 {
            if !inbox::undelivered_mail(&mut store.read().await.unwrap()).await.unwrap().is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(inbox::undelivered_mail(&mut store.read().await.unwrap()).await.unwrap().len(), 1);
        watching.stop().await;
        store.close().await;
    })
    .await;
}

#[test]
fn a_folder_that_is_no_mailbox_is_told_before_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let settings = SmtpSettings { returned: folder.path().to_owned(), ..SmtpSettings::default() };
    let told = settings.check().unwrap_err().to_string();
    assert!(told.contains("mail.returned") && told.contains("no folder `new`"), "{told}");
}
