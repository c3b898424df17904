-- The files of a batch that a client takes in several: what `export_file` holds is all of them, one after the other.
CREATE TABLE export_part (
    batch  BIGINT NOT NULL,
    format TEXT   NOT NULL,
    copy   BIGINT NOT NULL,
    part   BIGINT NOT NULL,
    name   TEXT   NOT NULL,
    sha256 BYTEA  NOT NULL,
    orders BIGINT NOT NULL,
    total  BIGINT NOT NULL,
    packed BIGINT NOT NULL,                    -- bytes of it in the body
    PRIMARY KEY (batch, format, copy, part)
);
CREATE INDEX export_part_name ON export_part (name);
