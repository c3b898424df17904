-- The bytes of a file stand last in its row: who only lists files does not walk through them. On SQLite what follows a
-- long value is reached page by page, so that every tick took the longer the larger the files of settled years were.

CREATE TABLE export_file_new (
    id         BIGINT PRIMARY KEY,
    batch      BIGINT NOT NULL REFERENCES batch (number),
    format     TEXT   NOT NULL,
    copy       BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    sha256     BYTEA  NOT NULL,
    orders     BIGINT NOT NULL,
    total      BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    written_by TEXT   NOT NULL,
    folder     TEXT   NOT NULL,
    complete   BIGINT NOT NULL,                -- 1: the file stood whole in its folder
    body       BYTEA  NOT NULL,                -- zstd
    UNIQUE (batch, format, copy)
);
INSERT INTO export_file_new
SELECT id, batch, format, copy, name, sha256, orders, total, written_at, written_by, folder, complete, body
FROM export_file ORDER BY id;
DROP TABLE export_file;
ALTER TABLE export_file_new RENAME TO export_file;
CREATE INDEX export_file_open ON export_file (batch) WHERE complete = 0;
