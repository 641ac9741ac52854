//! Cases of several organisations, chosen by what a list is filtered by.

use super::queries::{COLUMNS, Case, Which, case};
use identity::OrganisationId;
use jiff::civil::Date;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use store::{StoreError, StreamId};

/// What a list shows. Empty text means: whichever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// whose cases; none where there are none
    pub organisations: Vec<OrganisationId>,
    /// open, answered, all
    pub which: Which,
    /// code of a channel
    pub channel: String,
    /// code of a step, or of where the clock of an open case stands
    pub state: String,
    /// id of the officer who has it; `none` for those that nobody has
    pub holder: String,
    /// `overdue`, `soon` (due through [`Selection::soon`]) or `none` (no due date)
    pub due: String,
    /// day of asking
    pub today: Date,
    /// last day that is called soon
    pub soon: Date,
}

impl Selection {
    /// everything, on a day
    pub fn new(today: Date) -> Selection {
        let any = String::new;
        Selection {
            organisations: Vec::new(),
            which: Which::All,
            channel: any(),
            state: any(),
            holder: any(),
            due: any(),
            today,
            soon: today,
        }
    }
}

/// Numbered places for the values of a list, from `first`.
fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

/// The values that stand before the organisations in a selection's condition.
const VALUES: usize = 7;

const CONDITION: &str = "($1 = '' OR channel = $1)
    AND ($2 = '' OR step = $2 OR (standing = $2 AND step NOT IN ('replied', 'ended')))
    AND ($3 = '' OR holder = CASE WHEN $3 = 'none' THEN '' ELSE $3 END)
    AND ($4 = ''
        OR ($4 = 'overdue' AND due_on <> '' AND due_on < $5 AND step NOT IN ('replied', 'ended'))
        OR ($4 = 'soon' AND due_on >= $5 AND due_on <= $6 AND step NOT IN ('replied', 'ended'))
        OR ($4 = 'none' AND due_on = ''))
    AND ($7 = 'all' OR ($7 = 'open' AND step NOT IN ('replied', 'ended')) OR ($7 = 'replied' AND step = 'replied'))";

fn values(selection: &Selection) -> [String; VALUES] {
    let which = match selection.which {
        Which::All => "all",
        Which::Open => "open",
        Which::Replied => "replied",
    };
    [
        selection.channel.clone(),
        selection.state.clone(),
        selection.holder.clone(),
        selection.due.clone(),
        selection.today.to_string(),
        selection.soon.to_string(),
        which.to_owned(),
    ]
}

/// The cases of a selection, a page of them, and how many there are. Open ones stand soonest due first, others newest
/// first.
///
/// # Errors
/// Faults of the database.
pub async fn select(
    connection: &mut AnyConnection,
    selection: &Selection,
    limit: u32,
    offset: u64,
) -> Result<(Vec<Case>, u64), StoreError> {
    let whose = &selection.organisations;
    if whose.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let from = format!("FROM request_case WHERE {CONDITION} AND organisation IN ({})", places(VALUES + 1, whose.len()));
    let order = match selection.which {
        Which::Open => "CASE WHEN standing = 'running' THEN 0 ELSE 1 END, CASE WHEN due_on = '' THEN arrived_on ELSE due_on END, number",
        Which::Replied => "replied_on DESC, number DESC",
        Which::All if selection.state == "confirming" => "arrived_on, number",
        Which::All => "arrived_on DESC, number DESC",
    };
    let next = VALUES + whose.len() + 1;
    let page = format!("SELECT {COLUMNS} {from} ORDER BY {order} LIMIT ${next} OFFSET ${}", next + 1);
    let mut query = sqlx::query(AssertSqlSafe(page));
    let mut count = sqlx::query(AssertSqlSafe(format!("SELECT COUNT(*) AS total {from}")));
    for value in values(selection).into_iter().chain(whose.iter().map(|id| id.0.clone())) {
        query = query.bind(value.clone());
        count = count.bind(value);
    }
    let query = query.bind(i64::from(limit)).bind(i64::try_from(offset).unwrap_or(i64::MAX));
    let rows = query.fetch_all(&mut *connection).await?;
    let total: i64 = count.fetch_one(connection).await?.try_get("total")?;
    Ok((rows.iter().map(case).collect::<Result<_, _>>()?, u64::try_from(total).unwrap_or_default()))
}

/// Streams that one question names.
const STREAMS: usize = 500;

/// Every case of streams that belongs to these organisations.
///
/// # Errors
/// Faults of the database.
pub async fn all_of_streams(
    connection: &mut AnyConnection,
    streams: &[StreamId],
    organisations: &[OrganisationId],
) -> Result<Vec<Case>, StoreError> {
    let mut cases = Vec::with_capacity(streams.len());
    for some in streams.chunks(STREAMS) {
        cases.extend(of_streams(connection, some, organisations).await?);
    }
    Ok(cases)
}

/// The cases of streams that belong to these organisations, newest first; at most the first 500 streams are asked for.
///
/// # Errors
/// Faults of the database.
pub async fn of_streams(
    connection: &mut AnyConnection,
    streams: &[StreamId],
    organisations: &[OrganisationId],
) -> Result<Vec<Case>, StoreError> {
    let streams = &streams[..streams.len().min(STREAMS)];
    if streams.is_empty() || organisations.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT {COLUMNS} FROM request_case WHERE stream IN ({}) AND organisation IN ({}) ORDER BY arrived_on DESC, number DESC",
        places(1, streams.len()),
        places(streams.len() + 1, organisations.len())
    );
    let mut query = sqlx::query(AssertSqlSafe(text));
    for stream in streams {
        query = query.bind(stream.as_str().to_owned());
    }
    for organisation in organisations {
        query = query.bind(organisation.0.clone());
    }
    query.fetch_all(connection).await?.iter().map(case).collect()
}
