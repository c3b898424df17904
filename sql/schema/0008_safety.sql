-- What keeps money where it is: stops for recipients and budget lines, and copies of the database brought back.

-- A stop (`hold add`). What it stops is looked up when it is asked for, so that a request that comes later is stopped too
-- and an ended stop leaves no trace in the waiting list.
CREATE TABLE stop (
    id           BIGINT PRIMARY KEY,
    subject      TEXT   NOT NULL,              -- a BIN, or a budget line AAA/PPP/SSS/EEE
    reason       TEXT   NOT NULL,              -- the court's or the creditor's paper
    since        BIGINT NOT NULL,
    person       TEXT   NOT NULL,
    ended_at     BIGINT,
    ended_by     TEXT,
    ended_reason TEXT
);
-- one at a time for a subject
CREATE UNIQUE INDEX stop_live ON stop (subject) WHERE ended_at IS NULL;

-- A copy brought back (`restore`). Until `ended_at` nothing leaves for the treasury.
CREATE TABLE restoration (
    id             BIGINT PRIMARY KEY,
    at             BIGINT NOT NULL,
    day            TEXT   NOT NULL,            -- of `at` in the department's zone: a statement of this day is awaited
    person         TEXT   NOT NULL,
    copy_sha256    BYTEA  NOT NULL,            -- of the file
    copy_head      BYTEA  NOT NULL,            -- the journal's head in the file
    replaced_head  BYTEA,                      -- the journal's head in the database before; null = none, or unreadable
    last_statement BIGINT NOT NULL,            -- highest key of a statement in the file: later ones came since
    ended_at       BIGINT
);
CREATE INDEX restoration_open ON restoration (id) WHERE ended_at IS NULL;
