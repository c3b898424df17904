-- Applications (004 §4) from registration to the last tiyn.

-- An imported file of any kind; `sha256` finds the same bytes again.
CREATE TABLE intake_file (
    id       BIGINT PRIMARY KEY,
    at       BIGINT NOT NULL,
    actor    TEXT   NOT NULL,
    kind     TEXT   NOT NULL CHECK (kind IN ('requests', 'plan', 'statement')),
    name     TEXT   NOT NULL,
    sha256   BYTEA  NOT NULL,
    accepted BIGINT NOT NULL,
    refused  BIGINT NOT NULL
);
CREATE INDEX intake_file_sha256 ON intake_file (sha256);

CREATE TABLE request (
    id             BIGINT PRIMARY KEY,
    service_id     BIGINT NOT NULL REFERENCES service (id),
    number         TEXT   NOT NULL,
    file_id        BIGINT NOT NULL REFERENCES intake_file (id),
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
    confirmed_at   BIGINT,
    confirmed_by   TEXT,
    form_due       BIGINT,
    short_at       BIGINT,                     -- first forming that found no money for it
    refusal        TEXT,                       -- ground's code
    refused_at     BIGINT,
    withdrawn      BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn >= 0),
    ordered        BIGINT NOT NULL DEFAULT 0 CHECK (ordered >= 0),  -- live orders
    paid           BIGINT NOT NULL DEFAULT 0 CHECK (paid >= 0),     -- of these, paid
    UNIQUE (service_id, number),
    CHECK (paid <= ordered),
    CHECK (ordered + withdrawn <= amount)
);
CREATE INDEX request_claim ON request (claim);
CREATE INDEX request_to_confirm ON request (id) WHERE confirmed_at IS NULL AND refusal IS NULL;
CREATE INDEX request_waiting ON request (service_id, registered_at)
    WHERE confirmed_at IS NOT NULL AND refusal IS NULL AND ordered + withdrawn < amount;

-- Acts of a person on one request: whoever acted may not sign for the same item.
CREATE TABLE request_act (
    request_id BIGINT NOT NULL REFERENCES request (id),
    at         BIGINT NOT NULL,
    person     TEXT   NOT NULL,
    act        TEXT   NOT NULL,
    content    TEXT   NOT NULL
);
CREATE INDEX request_act_request ON request_act (request_id);

-- New requisites on the recipient's document; in force when a head approves.
CREATE TABLE correction (
    id          BIGINT PRIMARY KEY,
    request_id  BIGINT NOT NULL REFERENCES request (id),
    account     TEXT   NOT NULL,
    bank_bic    TEXT   NOT NULL,
    document    TEXT   NOT NULL,
    proposed_by TEXT   NOT NULL,
    proposed_at BIGINT NOT NULL,
    approved_by TEXT,
    approved_at BIGINT
);
CREATE INDEX correction_request ON correction (request_id);

-- Notifications: made again from the stored facts and the template's version, proven by the digest.
CREATE TABLE notice (
    id         BIGINT PRIMARY KEY,
    request_id BIGINT NOT NULL REFERENCES request (id),
    kind       TEXT   NOT NULL CHECK (kind IN ('acceptance', 'refusal', 'result')),
    at         BIGINT NOT NULL,
    rules_id   BIGINT NOT NULL REFERENCES rules (id),
    fields     TEXT   NOT NULL,                -- what the request does not hold itself
    digest     BYTEA  NOT NULL                 -- SHA-256 over the Russian and the Kazakh text
);
CREATE INDEX notice_request ON notice (request_id);
