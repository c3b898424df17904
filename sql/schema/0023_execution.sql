-- The treasury's form 4-20 of an institution and a day: what was executed of each budget line and what is left of its plans.
CREATE TABLE budget_execution (
    id          BIGINT PRIMARY KEY,
    institution TEXT   NOT NULL,
    date        TEXT   NOT NULL,
    imported_at BIGINT NOT NULL,
    content     BYTEA  NOT NULL,               -- SHA-256 of the rows
    lines       TEXT   NOT NULL,               -- a row a line: budget line, executed, left of obligations, left of payments
    UNIQUE (institution, date)
);
