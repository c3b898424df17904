-- Electronic signatures (004 §5.1, §5.3): what is kept of each, so that an auditor can repeat its check offline for years.

ALTER TABLE person ADD COLUMN iin TEXT;        -- whom the person's certificate must name

CREATE TABLE eds_signature (
    id       BIGINT PRIMARY KEY,
    subject  TEXT   NOT NULL UNIQUE,           -- what was signed: `batch 12`, `acceptance SERVICE/NUMBER`
    at       BIGINT NOT NULL,                  -- when it was checked and kept
    person   TEXT   NOT NULL,
    iin      TEXT   NOT NULL,
    serial   TEXT   NOT NULL,                  -- of the certificate, hexadecimal
    sha256   BYTEA  NOT NULL,                  -- of the evidence; the journal names it
    evidence BYTEA  NOT NULL,                  -- JSON (`eds::evidence`): signature, certificates, lists and answers; zstd
    document BYTEA                             -- what was signed, zstd; null: the manifest, which follows from the orders
);
