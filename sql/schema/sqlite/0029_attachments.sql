-- What recipients attach to their applications. The document that they sign names each file with its digest; it is never
-- changed and never taken away.

CREATE TABLE attachment (
    id      BIGINT PRIMARY KEY,
    file_id BIGINT NOT NULL,                   -- the intake file, which is the signed document
    nth     BIGINT NOT NULL,                   -- its place among them, from 1
    name    TEXT   NOT NULL,
    media   TEXT   NOT NULL,                   -- application/pdf, image/jpeg or image/png
    sha256  BYTEA  NOT NULL,
    body    BYTEA  NOT NULL,
    UNIQUE (file_id, nth)
);

CREATE TRIGGER attachment_no_update BEFORE UPDATE ON attachment
BEGIN SELECT RAISE(ABORT, 'an attached file is never changed'); END;

CREATE TRIGGER attachment_no_delete BEFORE DELETE ON attachment
BEGIN SELECT RAISE(ABORT, 'an attached file is never taken away'); END;
