-- A request is written once; what becomes of all of them follows from confirmations, orders and answers. No key of
-- another table is checked: `audit verify` reads every reference.

CREATE TABLE request_new (
    id             BIGINT PRIMARY KEY,
    service_id     BIGINT NOT NULL,
    number         TEXT   NOT NULL,
    file_id        BIGINT NOT NULL,
    registered_at  BIGINT NOT NULL,            -- as the portal says
    effective_at   BIGINT NOT NULL,            -- as the deadlines count it
    confirm_due    BIGINT NOT NULL,
    recipient_bin  TEXT   NOT NULL,
    recipient_name TEXT   NOT NULL,
    account        TEXT   NOT NULL,            -- in force; changes only by an approved correction
    bank_bic       TEXT   NOT NULL,
    kbe            TEXT   NOT NULL,
    base_amount    BIGINT NOT NULL,
    rate           BIGINT NOT NULL,            -- ten-thousandths of a percent
    amount         BIGINT NOT NULL CHECK (amount > 0),
    agreement_no   TEXT   NOT NULL,
    agreement_date TEXT   NOT NULL,
    period_from    TEXT   NOT NULL,
    period_to      TEXT   NOT NULL,
    content        BYTEA  NOT NULL,            -- SHA-256 of the row as it came
    claim          BIGINT NOT NULL,            -- hash of service, BIN and agreement: finds possible duplicates
    holds          BIGINT NOT NULL DEFAULT 0,  -- bits: 4 possible-duplicate, 8 declined, 16 rejected, 32 returned
    short_at       BIGINT,                     -- first forming that found no money for it
    refusal        TEXT,                       -- ground's code
    refused_at     BIGINT,
    withdrawn      BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn >= 0),
    UNIQUE (service_id, number),
    CHECK (withdrawn <= amount)
);

INSERT INTO request_new
SELECT id, service_id, number, file_id, registered_at, effective_at, confirm_due, recipient_bin, recipient_name,
       account, bank_bic, kbe, base_amount, rate, amount, agreement_no, agreement_date, period_from, period_to,
       content, claim, holds, short_at, refusal, refused_at, withdrawn
FROM request ORDER BY id;
DROP TABLE request;
ALTER TABLE request_new RENAME TO request;
CREATE INDEX request_claim ON request (claim);
