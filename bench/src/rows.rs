//! What a request writes: rows that are new and rows that change, found by comparing the database before and after.

use sqlx::{
    AssertSqlSafe, Column, ConnectOptions, Connection, Row, SqliteConnection, TypeInfo, ValueRef,
    sqlite::{SqliteConnectOptions, SqliteRow},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::Path,
};

/// A value as SQLite holds it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A table: names of columns, rows by their row id.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: BTreeMap<i64, Vec<Cell>>,
}

/// All tables.
pub type Tables = BTreeMap<String, Table>;

/// New rows of a table; those cells vary which differed between two requests.
#[derive(Debug, Clone)]
pub struct New {
    pub table: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<(Cell, bool)>>,
}

/// A row that changes.
#[derive(Debug, Clone)]
pub struct Changed {
    pub table: String,
    pub row: i64,
    /// Columns with their new values.
    pub cells: Vec<(String, Cell)>,
}

/// What one request writes.
#[derive(Debug, Clone, Default)]
pub struct Written {
    pub new: Vec<New>,
    pub changed: Vec<Changed>,
}

impl Written {
    pub fn between(before: &Tables, after: &Tables) -> Self {
        let mut written = Self::default();
        for (name, table) in after {
            let mut rows = Vec::new();
            for (row, cells) in &table.rows {
                match before.get(name).and_then(|earlier| earlier.rows.get(row)) {
                    None => rows.push(cells.iter().map(|cell| (cell.clone(), false)).collect()),
                    Some(old) if old != cells => {
                        let both = table.columns.iter().zip(old.iter().zip(cells));
                        let cells =
                            both.filter(|(_, (old, new))| old != new).map(|(column, (_, new))| (column.clone(), new.clone())).collect();
                        written.changed.push(Changed { table: name.clone(), row: *row, cells });
                    }
                    Some(_) => {}
                }
            }
            if !rows.is_empty() {
                written.new.push(New { table: name.clone(), columns: table.columns.clone(), rows });
            }
        }
        written
    }

    /// As many rows in the same tables.
    pub fn is_like(&self, other: &Self) -> bool {
        let shape = |written: &Self| -> (Vec<(String, usize)>, BTreeSet<String>) {
            let new = written.new.iter().map(|new| (new.table.clone(), new.rows.len())).collect();
            (new, written.changed.iter().map(|changed| changed.table.clone()).collect())
        };
        shape(self) == shape(other)
    }

    /// Marks what differs from another request.
    pub fn varying_from(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.new.iter_mut().zip(&other.new) {
            for (mine, theirs) in mine.rows.iter_mut().flatten().zip(theirs.rows.iter().flatten()) {
                mine.1 = mine.0 != theirs.0;
            }
        }
        self
    }
}

impl fmt::Display for Written {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: usize = self.new.iter().map(|new| new.rows.len()).sum();
        let bytes: usize = self.new.iter().flat_map(|new| new.rows.iter().flatten()).map(|(cell, _)| size(cell)).sum();
        let changed: usize = self.changed.iter().flat_map(|changed| &changed.cells).map(|(_, cell)| size(cell)).sum();
        let tables: Vec<String> = self.new.iter().map(|new| format!("{} {}", new.rows.len(), new.table)).collect();
        let touched: Vec<&str> = self.changed.iter().map(|changed| changed.table.as_str()).collect();
        write!(
            formatter,
            "{rows} new rows of {bytes} bytes ({}) and {changed} bytes in {} other rows ({})",
            tables.join(", "),
            touched.len(),
            touched.join(", ")
        )
    }
}

fn size(cell: &Cell) -> usize {
    match cell {
        Cell::Null => 0,
        Cell::Integer(_) => 8,
        Cell::Text(text) => text.len(),
        Cell::Bytes(bytes) => bytes.len(),
    }
}

pub async fn open(file: &Path) -> anyhow::Result<SqliteConnection> {
    Ok(SqliteConnectOptions::new().filename(file).statement_cache_capacity(500).connect().await?)
}

/// Reads every table.
pub async fn read(file: &Path) -> anyhow::Result<Tables> {
    let mut connection = open(file).await?;
    let names =
        sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetch_all(&mut connection).await?;
    let mut tables = Tables::new();
    for name in names {
        let name: String = name.try_get(0)?;
        let mut table = Table::default();
        for row in sqlx::query(AssertSqlSafe(format!("SELECT rowid, * FROM {name}"))).fetch_all(&mut connection).await? {
            if table.columns.is_empty() {
                table.columns = row.columns().iter().skip(1).map(|column| column.name().to_owned()).collect();
            }
            let cells = (1..=table.columns.len()).map(|place| cell(&row, place)).collect::<Result<_, _>>()?;
            table.rows.insert(row.try_get_unchecked(0)?, cells);
        }
        tables.insert(name, table);
    }
    connection.close().await?;
    Ok(tables)
}

fn cell(row: &SqliteRow, place: usize) -> Result<Cell, sqlx::Error> {
    let raw = row.try_get_raw(place)?;
    if raw.is_null() {
        return Ok(Cell::Null);
    }
    Ok(match raw.type_info().name() {
        "INTEGER" => Cell::Integer(row.try_get_unchecked(place)?),
        "TEXT" => Cell::Text(row.try_get_unchecked(place)?),
        _ => Cell::Bytes(row.try_get_unchecked(place)?),
    })
}

/// Copies a database as it stands, indexes and rows included.
pub async fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let mut connection = open(from).await?;
    sqlx::query("VACUUM INTO $1").bind(to.display().to_string()).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
