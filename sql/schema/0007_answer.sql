-- What happens to all orders of a batch together stands in the batch; what the treasury says of one order is a row of
-- its own. Signing, sending and answering a hundred thousand orders therefore change none of them.

-- Of the orders that have no status of their own: 0 awaiting signature, 2 signed, 3 dispatched, 4 outcome unknown.
ALTER TABLE batch ADD COLUMN orders_status BIGINT NOT NULL DEFAULT 0;

UPDATE batch SET orders_status = CASE
    WHEN dispatched_at IS NOT NULL AND status = 5 THEN 4
    WHEN dispatched_at IS NOT NULL THEN 3
    WHEN signed_at IS NOT NULL THEN 2
    ELSE 0 END;

-- An answer of the treasury, or what two people found out: an order is paid once, rejected once, returned once.
CREATE TABLE answer (
    id            BIGINT PRIMARY KEY CHECK (id % 8 IN (5, 6, 7)), -- the order's key × 8, plus 5 paid, 6 rejected, 7 returned
    at            BIGINT NOT NULL,
    reason        TEXT   NOT NULL,
    value_date    TEXT,                        -- the day the treasury names; null where an old schema did not keep it
    treasury_ref  TEXT,
    statement_id  BIGINT,                      -- null: on two people's word
    statement_row BIGINT                       -- line in the statement's file
);

-- Rebuilt: an order's key is its number, and no row refers to another by a foreign key, because each key checked costs
-- PostgreSQL more than the row itself; `audit verify` reads every reference.
CREATE TABLE payment_order_new (
    id            BIGINT PRIMARY KEY,          -- year × 10 000 000 000 + number within the year
    batch         BIGINT NOT NULL,
    request_id    BIGINT NOT NULL,
    amount        BIGINT NOT NULL CHECK (amount > 0),
    payee_bin     TEXT   NOT NULL,
    payee_name    TEXT   NOT NULL,
    account       TEXT   NOT NULL,
    bank_bic      TEXT   NOT NULL,
    kbe           TEXT   NOT NULL,
    knp           TEXT   NOT NULL,
    purpose       TEXT   NOT NULL,
    replaces      BIGINT,                      -- key of the rejected or returned order before it
    own_status    BIGINT,                      -- null: as the batch's orders; 1 declined; 2, 3, 4 where it differs
    dispatched_at BIGINT,                      -- where it has a status of its own
    declined_at   BIGINT,
    reason        TEXT                         -- why declined
);

INSERT INTO payment_order_new
SELECT o.year * 10000000000 + o.number, o.batch, o.request_id, o.amount, o.payee_bin, o.payee_name, o.account,
       o.bank_bic, o.kbe, o.knp, o.purpose, p.year * 10000000000 + p.number,
       CASE WHEN o.status IN (5, 6, 7) AND o.dispatched_at IS NOT DISTINCT FROM b.dispatched_at THEN NULL
            WHEN o.status IN (5, 6, 7) THEN 3
            WHEN o.status = b.orders_status AND o.dispatched_at IS NOT DISTINCT FROM b.dispatched_at THEN NULL
            ELSE o.status END,
       o.dispatched_at,
       CASE WHEN o.status = 1 THEN o.ended_at END,
       CASE WHEN o.status = 1 THEN o.reason END
FROM payment_order o JOIN batch b ON b.number = o.batch LEFT JOIN payment_order p ON p.id = o.replaces
ORDER BY o.year, o.number;

-- of an order paid and then returned the old schema kept the moment of the payment alone
INSERT INTO answer
SELECT (o.year * 10000000000 + o.number) * 8 + 5, o.paid_at,
       CASE WHEN o.status = 5 THEN COALESCE(o.reason, '') ELSE '' END,
       CASE WHEN o.status = 5 THEN o.value_date END, CASE WHEN o.status = 5 THEN o.treasury_ref END,
       CASE WHEN o.status = 5 THEN o.statement_id END, CASE WHEN o.status = 5 THEN o.statement_row END
FROM payment_order o WHERE o.paid_at IS NOT NULL
UNION ALL
SELECT (o.year * 10000000000 + o.number) * 8 + o.status, o.ended_at, COALESCE(o.reason, ''), o.value_date,
       o.treasury_ref, o.statement_id, o.statement_row
FROM payment_order o WHERE o.status IN (6, 7);

DROP TABLE payment_order;
ALTER TABLE payment_order_new RENAME TO payment_order;
CREATE INDEX order_batch ON payment_order (batch);
CREATE INDEX order_request ON payment_order (request_id);
CREATE INDEX order_own ON payment_order (batch, own_status) WHERE own_status IS NOT NULL;

-- An order as it stands now.
CREATE VIEW order_now AS
SELECT o.id, o.id / 10000000000 AS year, o.id % 10000000000 AS number, o.batch, o.request_id, o.amount, o.payee_bin,
       o.payee_name, o.account, o.bank_bic, o.kbe, o.knp, o.purpose, o.replaces,
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
