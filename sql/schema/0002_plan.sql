-- The financing plan and what lives against it.

CREATE TABLE plan_document (
    id            BIGINT PRIMARY KEY,
    year          BIGINT NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind IN ('payments', 'obligations', 'opening')),
    institution   TEXT   NOT NULL,
    document_no   TEXT   NOT NULL,
    document_date TEXT   NOT NULL,
    imported_on   TEXT   NOT NULL,             -- day of the import in the department's zone
    imported_at   BIGINT NOT NULL,
    content       BYTEA  NOT NULL,             -- SHA-256 of the document's rows
    UNIQUE (year, kind, institution, document_no)
);

-- A row of a document: signed monthly sums in tiyn.
CREATE TABLE plan_row (
    document_id BIGINT NOT NULL REFERENCES plan_document (id),
    line_id     BIGINT NOT NULL REFERENCES budget_line (id),
    month       BIGINT NOT NULL CHECK (month BETWEEN 1 AND 12),
    amount      BIGINT NOT NULL,
    PRIMARY KEY (document_id, line_id, month)
);
CREATE INDEX plan_row_line ON plan_row (line_id);

-- The guard: sums that live against a line and year, and the ceiling they were last held against.
CREATE TABLE budget_balance (
    line_id BIGINT NOT NULL REFERENCES budget_line (id),
    year    BIGINT NOT NULL,
    live    BIGINT NOT NULL CHECK (live >= 0), -- orders of the year that are live or came back after it
    ceiling BIGINT NOT NULL,                   -- plan to the month of the last forming, less openings
    PRIMARY KEY (line_id, year)
);
