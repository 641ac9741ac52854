//! The store's own tables.

use crate::Migration;

/// Every step, oldest first.
///
/// A table whose name holds event, ledger, leaf, tile, checkpoint or body holds only what [`crate::Store::verify`]
/// covers, every column of every row; everything else has other names.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1000,
    name: "log, personal data, claims, series, timers",
    sql: "
CREATE TABLE event (
  idx BIGINT PRIMARY KEY,
  stream TEXT NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  body_commitment {blob} NOT NULL
);
CREATE UNIQUE INDEX event_by_stream ON event (stream, version);
CREATE TABLE event_body (
  idx BIGINT PRIMARY KEY,
  salt {blob},
  body {blob}
);
CREATE TABLE ledger_leaf (
  idx BIGINT PRIMARY KEY,
  entry {blob} NOT NULL
);
CREATE TABLE ledger_tile (
  level BIGINT NOT NULL,
  idx BIGINT NOT NULL,
  hashes {blob} NOT NULL,
  PRIMARY KEY (level, idx)
);
CREATE TABLE ledger_checkpoint (
  number BIGINT PRIMARY KEY,
  size BIGINT NOT NULL,
  root {blob} NOT NULL,
  note TEXT NOT NULL
);
CREATE UNIQUE INDEX ledger_checkpoint_by_size ON ledger_checkpoint (size);
CREATE TABLE log_head (
  id BIGINT PRIMARY KEY,
  size BIGINT NOT NULL
);
CREATE TABLE personal_part (
  id TEXT PRIMARY KEY,
  case_stream TEXT NOT NULL,
  cipher {blob} NOT NULL
);
CREATE INDEX personal_part_by_case ON personal_part (case_stream);
CREATE TABLE personal_key (
  case_stream TEXT PRIMARY KEY,
  wrapped {blob} NOT NULL
);
CREATE TABLE personal_hash (
  field TEXT NOT NULL,
  hash TEXT NOT NULL,
  case_stream TEXT NOT NULL,
  PRIMARY KEY (field, hash, case_stream)
);
CREATE INDEX personal_hash_by_case ON personal_hash (case_stream);
CREATE TABLE claim (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE TABLE series (
  name TEXT PRIMARY KEY,
  next BIGINT NOT NULL
);
CREATE TABLE timer (
  stream TEXT NOT NULL,
  name TEXT NOT NULL,
  at BIGINT NOT NULL,
  command TEXT NOT NULL,
  PRIMARY KEY (stream, name)
);
CREATE INDEX timer_by_instant ON timer (at);
CREATE TABLE instance (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
",
}];
