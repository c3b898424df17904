-- What is left of an order beside its facts.

-- The orders of a batch follow each other.
ALTER TABLE batch ADD COLUMN first_order BIGINT NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN last_order BIGINT NOT NULL DEFAULT 0;
UPDATE batch SET first_order = (SELECT COALESCE(MIN(o.id), 0) FROM payment_order o WHERE o.batch = batch.number),
                 last_order = (SELECT COALESCE(MAX(o.id), 0) FROM payment_order o WHERE o.batch = batch.number);

-- What was signed follows from the pieces and from what was declined before the signature.
ALTER TABLE signature DROP COLUMN manifest;

DROP VIEW order_now;
CREATE TABLE payment_order_new (
    id            BIGINT PRIMARY KEY,          -- year × 10 000 000 000 + number within the year
    batch         BIGINT NOT NULL,
    request_id    BIGINT NOT NULL,
    nth           BIGINT NOT NULL,             -- how many orders its request had before: the same rest is never ordered twice
    amount        BIGINT NOT NULL CHECK (amount > 0),
    replaces      BIGINT,                      -- key of the rejected or returned order before it
    own_status    BIGINT,                      -- null: as the batch's orders; 1 declined; 2, 3, 4 where it differs
    dispatched_at BIGINT,                      -- where it has a status of its own
    declined_at   BIGINT,
    reason        TEXT                         -- why declined
);
INSERT INTO payment_order_new
SELECT id, batch, request_id, ROW_NUMBER() OVER (PARTITION BY request_id ORDER BY id) - 1, amount, replaces, own_status,
       dispatched_at, declined_at, reason
FROM payment_order ORDER BY id;
DROP TABLE payment_order;
ALTER TABLE payment_order_new RENAME TO payment_order;
CREATE UNIQUE INDEX order_request ON payment_order (request_id, nth);
CREATE INDEX order_own ON payment_order (batch, own_status) WHERE own_status IS NOT NULL;

-- An order as it stands now.
CREATE VIEW order_now AS
SELECT o.id, o.id / 10000000000 AS year, o.id % 10000000000 AS number, o.batch, o.request_id, o.amount, o.replaces,
       CASE WHEN o.own_status = 1 THEN 1
            WHEN r.id IS NOT NULL THEN 7
            WHEN j.id IS NOT NULL THEN 6
            WHEN p.id IS NOT NULL THEN 5
            ELSE COALESCE(o.own_status, b.orders_status) END AS status,
       CASE WHEN o.own_status IS NULL THEN b.dispatched_at ELSE o.dispatched_at END AS dispatched_at,
       p.at AS paid_at,
       COALESCE(r.at, j.at, o.declined_at) AS ended_at,
       COALESCE(r.reason, j.reason, p.reason, o.reason) AS reason,
       COALESCE(r.value_date, j.value_date, p.value_date) AS value_date,
       COALESCE(r.treasury_ref, j.treasury_ref, p.treasury_ref) AS treasury_ref
FROM payment_order o
LEFT JOIN batch b ON b.number = o.batch
LEFT JOIN answer p ON p.id = o.id * 8 + 5
LEFT JOIN answer j ON j.id = o.id * 8 + 6
LEFT JOIN answer r ON r.id = o.id * 8 + 7;
