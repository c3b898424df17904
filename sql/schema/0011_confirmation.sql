-- What is said of many requests or orders at once is kept once, and what follows from other rows is not kept at all.

-- Letters made by one change: what they have in common. The rest follows from the request, the confirmation, the answer.
CREATE TABLE letter_run (
    id        BIGINT PRIMARY KEY,
    person    TEXT   NOT NULL,
    rules_id  BIGINT NOT NULL,
    templates BYTEA  NOT NULL                  -- SHA-256 over the letter's templates in both languages
);

-- Requests of a service that were confirmed together: all of the service's from the first to the last.
CREATE TABLE confirmation (
    service_id BIGINT NOT NULL,
    first      BIGINT NOT NULL,                -- key of the first request
    last       BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    person     TEXT   NOT NULL,
    form_due   BIGINT NOT NULL,
    letter_run BIGINT,                         -- null: the letters stand in `notice`
    PRIMARY KEY (service_id, first)
);
INSERT INTO confirmation (service_id, first, last, at, person, form_due)
SELECT service_id, id, id, confirmed_at, confirmed_by, form_due FROM request
WHERE confirmed_at IS NOT NULL ORDER BY service_id, id;

-- Requests of a service that no forming has looked at yet: all of the service's from the first to the last.
CREATE TABLE arrival (
    service_id BIGINT PRIMARY KEY,
    first      BIGINT NOT NULL,
    last       BIGINT NOT NULL
);

-- Of the others, those on which something is open: to be confirmed, or to be paid and not held by a hold of its own. A
-- request may stand here longer than that, never shorter.
CREATE TABLE unfinished (
    request_id BIGINT PRIMARY KEY
);
INSERT INTO unfinished
SELECT id FROM request
WHERE refusal IS NULL AND (confirmed_at IS NULL OR (ordered + withdrawn < amount AND holds = 0)) ORDER BY id;

-- From which files a batch's orders come, but for the declined ones: who took in such a file does not sign.
CREATE TABLE batch_file (
    batch   BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    orders  BIGINT NOT NULL,
    PRIMARY KEY (batch, file_id)
);
INSERT INTO batch_file
SELECT o.batch, r.file_id, COUNT(*) FROM payment_order o JOIN request r ON r.id = o.request_id
WHERE o.own_status IS NULL OR o.own_status <> 1 GROUP BY o.batch, r.file_id;

ALTER TABLE answer ADD COLUMN letter_run BIGINT; -- of a paid order; null: the letter stands in `notice`
ALTER TABLE answer ADD COLUMN rest BIGINT;       -- what of the request was unpaid after it, as its letter says
