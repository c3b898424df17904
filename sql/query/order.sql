-- name: order_next_number
-- $1 year
SELECT COALESCE(MAX(number), 0) + 1 FROM payment_order WHERE year = $1;

-- name: order_next_id
SELECT COALESCE(MAX(id), 0) + 1 FROM payment_order;

-- name: order_replaceable
-- keys: requests; the last rejected or returned order of each that no other order replaces
SELECT o.request_id, MAX(o.id) FROM payment_order o
WHERE o.status IN (6, 7) AND o.request_id IN ({keys})
  AND NOT EXISTS (SELECT 1 FROM payment_order n WHERE n.request_id = o.request_id AND n.replaces = o.id)
GROUP BY o.request_id;

-- name: orders_of_batch
-- $1 batch
SELECT o.id, o.year, o.number, b.date, r.number, o.amount, o.payee_bin, o.payee_name, o.account, o.bank_bic,
       o.kbe, o.knp, o.purpose, o.status, o.request_id
FROM payment_order o JOIN batch b ON b.number = o.batch JOIN request r ON r.id = o.request_id
WHERE o.batch = $1 ORDER BY o.number;

-- name: order_all
SELECT o.id, o.year, o.number, b.date, r.number, o.amount, o.payee_bin, o.payee_name, o.account, o.bank_bic,
       o.kbe, o.knp, o.purpose, o.status, o.request_id,
       s.name, l.code, o.batch, b.sign_due, b.signed_at, b.dispatch_due, o.dispatched_at, o.paid_at, o.ended_at,
       o.reason, o.value_date, o.treasury_ref, p.year, p.number, b.formed_at
FROM payment_order o
JOIN batch b ON b.number = o.batch
JOIN request r ON r.id = o.request_id
JOIN service s ON s.id = b.service_id
JOIN budget_line l ON l.id = b.line_id
LEFT JOIN payment_order p ON p.id = o.replaces
ORDER BY o.year, o.number;

-- name: order_candidates
-- keys: numbers within a year; every order that bears one
SELECT o.id, o.year, o.number, o.amount, o.payee_bin, o.account, o.status, o.request_id, o.batch
FROM payment_order o WHERE o.number IN ({keys})
ORDER BY o.number, o.year;

-- name: order_decline
-- $1 id, $2 reason, $3 moment
UPDATE payment_order SET status = 1, reason = $2, ended_at = $3 WHERE id = $1 AND status = 0;

-- name: order_lapse
-- $1 batch, $2 reason, $3 moment: never exported when its budget year ended
UPDATE payment_order SET status = 1, reason = $2, ended_at = $3 WHERE batch = $1 AND status IN (0, 2);

-- name: orders_sign
-- $1 batch
UPDATE payment_order SET status = 2 WHERE batch = $1 AND status = 0;

-- name: orders_dispatch
-- $1 batch, $2 moment
UPDATE payment_order SET status = 3, dispatched_at = $2 WHERE batch = $1 AND status = 2;

-- name: orders_unknown
-- $1 batch
UPDATE payment_order SET status = 4 WHERE batch = $1 AND status IN (2, 3);

-- name: orders_answered
-- $1 statement, then rows: id, status, paid_at or null, ended_at or null, reason, value_date, reference, line
UPDATE payment_order SET status = v.column2, paid_at = COALESCE(v.column3, paid_at), ended_at = v.column4,
       reason = v.column5, value_date = v.column6, treasury_ref = v.column7, statement_id = $1,
       statement_row = v.column8
FROM (VALUES {rows}) AS v WHERE payment_order.id = v.column1;

-- name: order_resolve_paid
-- $1 id, $2 moment, $3 reason, $4 value date
UPDATE payment_order SET status = 5, paid_at = $2, reason = $3, value_date = $4 WHERE id = $1 AND status = 4;

-- name: order_resolve_not_received
-- $1 id
UPDATE payment_order SET status = 2, dispatched_at = NULL WHERE id = $1 AND status = 4;

-- name: orders_unanswered
SELECT o.year, o.number, o.amount, o.batch, o.dispatched_at
FROM payment_order o WHERE o.status IN (3, 4) AND o.dispatched_at IS NOT NULL
ORDER BY o.year, o.number;

-- name: orders_live_by_month
-- $1 year: month of the order's date, sums of the unpaid and of the paid that count against the plan
SELECT b.line_id, CAST(substr(b.date, 6, 2) AS BIGINT),
       CAST(SUM(CASE WHEN o.status IN (0, 2, 3, 4) THEN o.amount ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN o.status = 5
                      OR (o.status = 7 AND CAST(substr(o.value_date, 1, 4) AS BIGINT) > o.year)
                     THEN o.amount ELSE 0 END) AS BIGINT)
FROM payment_order o JOIN batch b ON b.number = o.batch
WHERE o.year = $1
GROUP BY b.line_id, substr(b.date, 6, 2);

-- name: orders_by_month_as_of
-- $1 year, $2 moment: the same as it stood then
SELECT b.line_id, CAST(substr(b.date, 6, 2) AS BIGINT),
       CAST(SUM(CASE WHEN (o.ended_at IS NULL OR o.ended_at > $2) AND (o.paid_at IS NULL OR o.paid_at > $2)
                     THEN o.amount ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN o.status = 7 AND o.ended_at <= $2
                          AND CAST(substr(o.value_date, 1, 4) AS BIGINT) > o.year THEN o.amount
                     WHEN o.paid_at <= $2 AND (o.ended_at IS NULL OR o.ended_at > $2) THEN o.amount
                     ELSE 0 END) AS BIGINT)
FROM payment_order o JOIN batch b ON b.number = o.batch
WHERE o.year = $1 AND b.formed_at <= $2
GROUP BY b.line_id, substr(b.date, 6, 2);
