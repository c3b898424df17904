-- What recipients attach to their applications. The document that they sign names each file with its digest.

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
