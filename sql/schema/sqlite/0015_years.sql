-- On PostgreSQL orders lie in a partition a budget year. A file needs none: its keys begin with the year, so years lie one
-- behind the other in it.

-- An order that may still be paid or come to nothing: live, and without an answer.
CREATE VIEW order_open AS
SELECT o.id, o.id / 10000000000 AS year, o.id % 10000000000 AS number, b.number AS batch, b.status AS batch_status,
       o.request_id, o.amount, COALESCE(o.own_status, b.orders_status) AS status,
       CASE WHEN o.own_status IS NULL THEN b.dispatched_at ELSE o.dispatched_at END AS dispatched_at
FROM batch b JOIN payment_order o ON o.id BETWEEN b.first_order AND b.last_order
WHERE COALESCE(o.own_status, b.orders_status) IN (0, 2, 3, 4)
  AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.id BETWEEN o.id * 8 + 5 AND o.id * 8 + 7);

-- The status alone, looked up for each order: for whoever asks for one request after the other. A join would rather read the
-- answers of all years. Filter by it after the look-up (CASE, not WHERE): a costly filter leads the planner to odd indexes.
CREATE VIEW order_status AS
SELECT o.id, o.request_id, o.amount,
       CASE WHEN o.own_status = 1 THEN 1
            ELSE COALESCE((SELECT MAX(a.id % 8) FROM answer a WHERE a.id BETWEEN o.id * 8 + 5 AND o.id * 8 + 7),
                          o.own_status, (SELECT b.orders_status FROM batch b WHERE b.number = o.batch)) END AS status
FROM payment_order o;

-- A request with its confirmation. No order of it has a smaller key than `orders_from`: the year of its confirmation, or the
-- one before in the first days of a year.
DROP VIEW request_now;
CREATE VIEW request_now AS
SELECT r.*, c.at AS confirmed_at, c.person AS confirmed_by, c.form_due, c.letter_run,
       ((c.at - 259200000000) / 31556952000000 + 1970) * 10000000000 AS orders_from
FROM request r
LEFT JOIN confirmation c ON c.service_id = r.service_id AND c.last >= r.id
    AND c.first = (SELECT MAX(x.first) FROM confirmation x WHERE x.service_id = r.service_id AND x.first <= r.id);
