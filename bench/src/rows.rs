//! The rows that requests left behind, and writing them again with nothing around it.

use crate::{Failed, client::per_second};
use sqlx::{Any, AnyConnection, AssertSqlSafe, Connection, Row, query::Query};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};
use tokio::sync::{mpsc, oneshot};

/// A value of the three types that tables hold.
#[derive(Clone)]
enum Value {
    Integer(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

struct Line {
    insert: Arc<str>,
    values: Vec<Value>,
}

/// Rows by request.
pub struct Rows(Vec<Vec<Line>>);

/// A connection with the settings of the store.
pub async fn open(file: &Path) -> Result<AnyConnection, Failed> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&format!("sqlite:{}?mode=rwc", file.display())).await?;
    for setting in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA busy_timeout = 10000"] {
        sqlx::raw_sql(setting).execute(&mut connection).await?;
    }
    Ok(connection)
}

async fn tables(connection: &mut AnyConnection) -> Result<Vec<String>, Failed> {
    let rows = sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetch_all(connection).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

/// The last row of each table.
pub async fn last(connection: &mut AnyConnection) -> Result<BTreeMap<String, i64>, Failed> {
    let mut last = BTreeMap::new();
    for table in tables(connection).await? {
        let row = sqlx::query(AssertSqlSafe(format!("SELECT COALESCE(MAX(rowid), 0) FROM {table}"))).fetch_one(&mut *connection).await?;
        last.insert(table, row.try_get(0)?);
    }
    Ok(last)
}

impl Rows {
    /// What came since, shared out evenly over the requests that were made: what a commit writes once for all that
    /// wait (tiles, heads) belongs to none of them and is left out.
    pub async fn since(connection: &mut AnyConnection, before: &BTreeMap<String, i64>) -> Result<Rows, Failed> {
        let mut by_table = Vec::new();
        for (table, last) in before {
            by_table.push(new_lines(connection, table, *last).await?);
        }
        // A request makes one row in the table of events at least; the table with fewest rows that is not written by
        // commits alone tells how many requests there were.
        let requests = sqlx::query(AssertSqlSafe(format!("SELECT COUNT(DISTINCT stream) FROM event WHERE stream LIKE 'request%' AND rowid > {}", before["event"]))).fetch_one(connection).await?;
        let count = usize::try_from(requests.try_get::<i64, _>(0)?)?;
        if count == 0 {
            return Err("no request was written".into());
        }
        let mut shared: Vec<Vec<Line>> = (0..count).map(|_| Vec::new()).collect();
        for lines in by_table.into_iter().filter(|lines| !lines.is_empty() && lines.len() % count == 0) {
            let each = lines.len() / count;
            for (place, line) in lines.into_iter().enumerate() {
                shared[place / each].push(line);
            }
        }
        Ok(Rows(shared))
    }
}

async fn new_lines(connection: &mut AnyConnection, table: &str, last: i64) -> Result<Vec<Line>, Failed> {
    let columns = sqlx::query(AssertSqlSafe(format!("SELECT name, type FROM pragma_table_info('{table}')"))).fetch_all(&mut *connection).await?;
    let columns = columns.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<Vec<(String, String)>, sqlx::Error>>()?;
    let names = columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let places = (1..=columns.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
    let insert: Arc<str> = format!("INSERT INTO {table} ({names}) VALUES ({places})").into();
    let rows = sqlx::query(AssertSqlSafe(format!("SELECT {names} FROM {table} WHERE rowid > {last} ORDER BY rowid"))).fetch_all(connection).await?;
    let line = |row: &sqlx::any::AnyRow| {
        let value = |(place, (_, kind)): (usize, &(String, String))| {
            Ok(match kind.as_str() {
                "BIGINT" => Value::Integer(row.try_get(place)?),
                "TEXT" => Value::Text(row.try_get(place)?),
                _ => Value::Bytes(row.try_get(place)?),
            })
        };
        Ok(Line { insert: insert.clone(), values: columns.iter().enumerate().map(value).collect::<Result<_, sqlx::Error>>()? })
    };
    Ok(rows.iter().map(line).collect::<Result<_, sqlx::Error>>()?)
}

type Waiting = (usize, oneshot::Sender<()>);

/// Writes them into an empty copy of the tables: callers wait, one writer takes all that wait into one transaction and
/// answers after its commit. Answers requests a second.
pub async fn group_commit(original: &mut AnyConnection, file: &Path, rows: Arc<Rows>, clients: usize) -> Result<f64, Failed> {
    let mut connection = open(file).await?;
    for row in sqlx::query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC").fetch_all(original).await? {
        sqlx::raw_sql(AssertSqlSafe(row.try_get::<String, _>(0)?)).execute(&mut connection).await?;
    }
    let (queue, waiting) = mpsc::channel::<Waiting>(clients.max(1));
    let written = rows.clone();
    let writer = tokio::spawn(async move { write(connection, waiting, written).await });
    let next = Arc::new(AtomicUsize::new(0));
    let begin = Instant::now();
    let callers: Vec<_> = (0..clients)
        .map(|_| {
            let (queue, next, count) = (queue.clone(), next.clone(), rows.0.len());
            tokio::spawn(async move {
                loop {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    if turn >= count {
                        return;
                    }
                    let (done, acknowledged) = oneshot::channel();
                    if queue.send((turn, done)).await.is_err() || acknowledged.await.is_err() {
                        return;
                    }
                }
            })
        })
        .collect();
    drop(queue);
    for caller in callers {
        caller.await?;
    }
    let took = begin.elapsed();
    writer.await??;
    Ok(per_second(rows.0.len(), took))
}

async fn write(mut connection: AnyConnection, mut waiting: mpsc::Receiver<Waiting>, rows: Arc<Rows>) -> Result<(), Failed> {
    while let Some(first) = waiting.recv().await {
        let mut batch = vec![first];
        while let Ok(next) = waiting.try_recv() {
            batch.push(next);
        }
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await?;
        for (turn, _) in &batch {
            for line in &rows.0[*turn] {
                bind(line).execute(&mut connection).await?;
            }
        }
        sqlx::query("COMMIT").execute(&mut connection).await?;
        for (_, done) in batch {
            let _ = done.send(());
        }
    }
    Ok(())
}

fn bind(line: &Line) -> Query<'_, Any, <Any as sqlx::Database>::Arguments> {
    line.values.iter().fold(sqlx::query(AssertSqlSafe(line.insert.to_string())), |query, value| match value {
        Value::Integer(value) => query.bind(*value),
        Value::Text(value) => query.bind(value.clone()),
        Value::Bytes(value) => query.bind(value.clone()),
    })
}
