-- Payment orders, batches, the head's signature, the files that leave (004 §5.2–5.4).

CREATE TABLE batch (
    number          BIGINT PRIMARY KEY,        -- never restarts
    service_id      BIGINT NOT NULL REFERENCES service (id),
    line_id         BIGINT NOT NULL REFERENCES budget_line (id),
    year            BIGINT NOT NULL,
    date            TEXT   NOT NULL,
    formed_at       BIGINT NOT NULL,
    payer           TEXT   NOT NULL,           -- the payer's line of the manifest
    status          BIGINT NOT NULL,
    orders          BIGINT NOT NULL,           -- without the declined ones
    total           BIGINT NOT NULL,
    manifest_sha256 BYTEA  NOT NULL,
    sign_due        BIGINT NOT NULL,
    signed_at       BIGINT,
    signed_by       TEXT,
    value_date      TEXT,
    dispatch_due    BIGINT,
    exported_at     BIGINT,
    dispatched_at   BIGINT,
    copy            BIGINT NOT NULL DEFAULT 1, -- number of the copy that is or will be with the treasury
    copy_orders     TEXT,                      -- references that the copy carries; null = all
    receipt         TEXT,
    unknown_reason  TEXT
);
CREATE INDEX batch_open ON batch (status);

CREATE TABLE payment_order (
    id            BIGINT PRIMARY KEY,
    year          BIGINT NOT NULL,
    number        BIGINT NOT NULL,
    batch         BIGINT NOT NULL REFERENCES batch (number),
    request_id    BIGINT NOT NULL REFERENCES request (id),
    amount        BIGINT NOT NULL CHECK (amount > 0),
    status        BIGINT NOT NULL,
    payee_bin     TEXT   NOT NULL,
    payee_name    TEXT   NOT NULL,
    account       TEXT   NOT NULL,
    bank_bic      TEXT   NOT NULL,
    kbe           TEXT   NOT NULL,
    knp           TEXT   NOT NULL,
    purpose       TEXT   NOT NULL,
    dispatched_at BIGINT,
    paid_at       BIGINT,
    ended_at      BIGINT,                      -- declined, rejected or returned
    reason        TEXT,                        -- why declined, rejected or returned
    value_date    TEXT,                        -- of the treasury's last answer
    treasury_ref  TEXT,
    statement_id  BIGINT,
    statement_row BIGINT,                      -- line in the statement's file
    replaces      BIGINT,                      -- id of the rejected or returned order before it
    UNIQUE (year, number)
);
CREATE INDEX order_batch ON payment_order (batch);
CREATE INDEX order_request ON payment_order (request_id);
CREATE INDEX order_number ON payment_order (number);
CREATE INDEX order_open ON payment_order (status) WHERE status IN (0, 2, 3, 4);

-- What the head signed, byte for byte.
CREATE TABLE signature (
    batch           BIGINT PRIMARY KEY REFERENCES batch (number),
    signed_at       BIGINT NOT NULL,
    signed_by       TEXT   NOT NULL,
    manifest_sha256 BYTEA  NOT NULL,
    manifest        BYTEA  NOT NULL            -- zstd
);

-- A treasury-client file: its bytes are here before it may leave.
CREATE TABLE export_file (
    id         BIGINT PRIMARY KEY,
    batch      BIGINT NOT NULL REFERENCES batch (number),
    format     TEXT   NOT NULL,
    copy       BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    sha256     BYTEA  NOT NULL,
    body       BYTEA  NOT NULL,                -- zstd
    orders     BIGINT NOT NULL,
    total      BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    written_by TEXT   NOT NULL,
    folder     TEXT   NOT NULL,
    complete   BIGINT NOT NULL,                -- 1: the file stood whole in its folder
    UNIQUE (batch, format, copy)
);
CREATE INDEX export_file_open ON export_file (batch) WHERE complete = 0;

-- What happened outside, on two people's word.
CREATE TABLE resolution (
    id      BIGINT PRIMARY KEY,
    batch   BIGINT NOT NULL REFERENCES batch (number),
    outcome TEXT   NOT NULL CHECK (outcome IN ('paid', 'not-received')),
    orders  TEXT   NOT NULL,                   -- references, sorted, separated by spaces
    person  TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    reason  TEXT   NOT NULL,
    used    BIGINT NOT NULL                    -- 1: carried out
);
CREATE INDEX resolution_batch ON resolution (batch);
