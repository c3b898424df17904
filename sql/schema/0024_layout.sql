-- How a payment file is laid out where that is not as usual: the text of its configuration when it was written.
CREATE TABLE export_layout (
    batch  BIGINT NOT NULL,
    format TEXT   NOT NULL,
    copy   BIGINT NOT NULL,
    layout TEXT   NOT NULL,
    PRIMARY KEY (batch, format, copy)
);
