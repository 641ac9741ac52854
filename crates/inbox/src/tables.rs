//! The tables. Rows of the first group are nothing but a fold of events; the second group is kept beside them.

use store::Migration;

pub(crate) const PROJECTIONS: &[&str] = &["inbox_item", "inbox_reminded", "inbox_notice", "inbox_absence", "inbox_address"];

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 5000,
        name: "work items, reminders, notices, absences, addresses",
        sql: "CREATE TABLE inbox_item (
                key TEXT NOT NULL PRIMARY KEY,
                stream TEXT NOT NULL,
                kind TEXT NOT NULL,
                organisation TEXT NOT NULL,
                role TEXT NOT NULL,
                person TEXT NOT NULL,
                title TEXT NOT NULL,
                arguments TEXT NOT NULL,
                url TEXT NOT NULL,
                started_on TEXT NOT NULL,
                due_on TEXT NOT NULL,
                urgency BIGINT NOT NULL
              );
              CREATE INDEX inbox_item_person ON inbox_item (person, due_on);
              CREATE INDEX inbox_item_organisation ON inbox_item (organisation, role, due_on);
              CREATE INDEX inbox_item_stream ON inbox_item (stream);
              CREATE TABLE inbox_reminded (
                key TEXT NOT NULL,
                due_on TEXT NOT NULL,
                step TEXT NOT NULL,
                PRIMARY KEY (key, due_on, step)
              );
              CREATE TABLE inbox_notice (
                idx BIGINT NOT NULL,
                place BIGINT NOT NULL,
                person TEXT NOT NULL,
                role TEXT NOT NULL,
                organisation TEXT NOT NULL,
                words TEXT NOT NULL,
                arguments TEXT NOT NULL,
                remark TEXT NOT NULL,
                remark_arguments TEXT NOT NULL,
                url TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (idx, place)
              );
              CREATE INDEX inbox_notice_person ON inbox_notice (person, idx);
              CREATE INDEX inbox_notice_role ON inbox_notice (organisation, role, idx);
              CREATE TABLE inbox_absence (
                id TEXT NOT NULL PRIMARY KEY,
                person TEXT NOT NULL,
                from_on TEXT NOT NULL,
                until_on TEXT NOT NULL,
                delegate TEXT NOT NULL
              );
              CREATE TABLE inbox_address (
                person TEXT NOT NULL PRIMARY KEY,
                part TEXT NOT NULL,
                commitment TEXT NOT NULL
              );",
    },
    Migration {
        version: 5001,
        name: "read marks, calendar addresses, queue of e-mail",
        sql: "CREATE TABLE inbox_read (
                person TEXT NOT NULL,
                idx BIGINT NOT NULL,
                place BIGINT NOT NULL,
                PRIMARY KEY (person, idx, place)
              );
              CREATE TABLE inbox_feed (
                person TEXT NOT NULL PRIMARY KEY,
                nonce TEXT NOT NULL,
                hash TEXT NOT NULL UNIQUE
              );
              CREATE TABLE inbox_mail (
                id TEXT NOT NULL PRIMARY KEY,
                state TEXT NOT NULL,
                part TEXT NOT NULL,
                commitment TEXT NOT NULL,
                organisation TEXT NOT NULL,
                role TEXT NOT NULL,
                about TEXT NOT NULL,
                arguments TEXT NOT NULL,
                url TEXT NOT NULL,
                made BIGINT NOT NULL,
                since BIGINT NOT NULL,
                attempts BIGINT NOT NULL,
                next BIGINT NOT NULL,
                lease BIGINT NOT NULL,
                worker TEXT NOT NULL,
                reason TEXT NOT NULL
              );
              CREATE INDEX inbox_mail_next ON inbox_mail (state, next);",
    },
];
