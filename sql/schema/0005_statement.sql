-- The treasury's answers and what differs from ours.

CREATE TABLE statement (
    id          BIGINT PRIMARY KEY,
    number      TEXT   NOT NULL,
    year        BIGINT NOT NULL,               -- of its date: numbers may start again each year
    date        TEXT   NOT NULL,
    imported_at BIGINT NOT NULL,
    content     BYTEA  NOT NULL,               -- SHA-256 of its rows
    row_count   BIGINT NOT NULL,
    refused     BIGINT NOT NULL,               -- rows of its file that were wrong: a mended file may add them
    matched     BIGINT NOT NULL,
    body        BYTEA  NOT NULL,               -- its rows as they came, zstd
    UNIQUE (number, year)
);

-- A difference found in reconciliation.
CREATE TABLE difference (
    id           BIGINT PRIMARY KEY,
    kind         TEXT   NOT NULL,
    order_number TEXT   NOT NULL,
    expected     TEXT   NOT NULL,
    found        TEXT   NOT NULL,
    statement_id BIGINT REFERENCES statement (id),
    line_no      BIGINT,                       -- line in the statement's file
    found_at     BIGINT NOT NULL,
    settled_at   BIGINT,
    settled_by   TEXT,
    reason       TEXT
);
CREATE INDEX difference_open ON difference (id) WHERE settled_at IS NULL;
