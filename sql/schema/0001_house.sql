-- Who is here, by which rules, and what was done: the ground that every stage stands on.
-- Moments are microseconds since 1970-01-01T00:00:00Z, dates are texts YYYY-MM-DD, money is tiyn.
-- On SQLite `BIGINT PRIMARY KEY` is read as `INTEGER PRIMARY KEY`, the row's own key.

-- One row: what this database is.
CREATE TABLE installation (
    id          BIGINT PRIMARY KEY CHECK (id = 1),
    profile     TEXT   NOT NULL CHECK (profile IN ('production', 'sandbox')),
    created_at  BIGINT NOT NULL
);

-- Every set of rules that ever judged anything, whole: an old decision is explained with the rules of its day.
CREATE TABLE rules (
    id            BIGINT PRIMARY KEY,
    fingerprint   BYTEA  NOT NULL UNIQUE,      -- SHA-256 over the rule files
    bundle        BYTEA  NOT NULL,             -- the rule files, zstd
    first_used_at BIGINT NOT NULL
);

CREATE TABLE person (
    id     BIGINT PRIMARY KEY,
    name   TEXT   NOT NULL UNIQUE,
    login  TEXT   UNIQUE                       -- operating-system user in production
);

-- A role of a person: from and to are whole days in the department's zone, null = open.
CREATE TABLE role (
    id         BIGINT PRIMARY KEY,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    role       TEXT   NOT NULL CHECK (role IN ('specialist', 'head', 'finance', 'auditor', 'admin')),
    valid_from TEXT,
    valid_to   TEXT,
    basis      TEXT,                           -- order or other paper that an acting head acts on
    ended_at   BIGINT                          -- moment of `user end`
);
CREATE INDEX role_person ON role (person_id);

-- The journal: one link a commit, chained by SHA-256. UPDATE and DELETE are refused by triggers.
CREATE TABLE journal (
    seq      BIGINT PRIMARY KEY,               -- 1, 2, 3 … without gaps
    at       BIGINT NOT NULL,                  -- the command's moment
    binding  BIGINT NOT NULL,                  -- 1: no change may be earlier than this one
    actor    TEXT   NOT NULL,
    rules_id BIGINT NOT NULL REFERENCES rules (id),
    events   BIGINT NOT NULL,                  -- how many lines the body has
    previous BYTEA  NOT NULL,                  -- hash of the link before
    hash     BYTEA  NOT NULL,
    body     BYTEA  NOT NULL                   -- canonical lines, one an event, zstd
);

CREATE TABLE service (
    id   BIGINT PRIMARY KEY,
    name TEXT   NOT NULL UNIQUE
);

CREATE TABLE budget_line (
    id   BIGINT PRIMARY KEY,
    code TEXT   NOT NULL UNIQUE                -- AAA/PPP/SSS/EEE
);
