-- name: order_next_number
-- $1 before the year's first key, $2 after its last
SELECT COALESCE(MAX(id), $1) + 1 FROM payment_order WHERE id > $1 AND id < $2;

-- name: order_replaceable
-- keys: requests; the last rejected or returned order of each that no other order replaces
SELECT o.request_id, MAX(o.id) FROM order_now o
WHERE o.status IN (6, 7) AND o.request_id IN ({keys})
  AND NOT EXISTS (SELECT 1 FROM payment_order n WHERE n.request_id = o.request_id AND n.replaces = o.id)
GROUP BY o.request_id;

-- name: orders_of_batch
-- $1 batch
SELECT o.id, o.year, o.number, b.date, r.number, o.amount, o.payee_bin, o.payee_name, o.account, o.bank_bic,
       o.kbe, o.knp, o.purpose, o.status, o.request_id
FROM order_now o JOIN batch b ON b.number = o.batch JOIN request r ON r.id = o.request_id
WHERE o.batch = $1 ORDER BY o.id;

-- name: order_all
SELECT o.id, o.year, o.number, b.date, r.number, o.amount, o.payee_bin, o.payee_name, o.account, o.bank_bic,
       o.kbe, o.knp, o.purpose, o.status, o.request_id,
       s.name, l.code, o.batch, b.sign_due, b.signed_at, b.dispatch_due, o.dispatched_at, o.paid_at, o.ended_at,
       o.reason, o.value_date, o.treasury_ref, o.replaces, b.formed_at
FROM order_now o
JOIN batch b ON b.number = o.batch
JOIN request r ON r.id = o.request_id
JOIN service s ON s.id = b.service_id
JOIN budget_line l ON l.id = b.line_id
ORDER BY o.id;

-- name: order_candidates
-- keys: orders
SELECT o.id, o.amount, o.payee_bin, o.account, o.status, o.request_id, o.batch
FROM order_now o WHERE o.id IN ({keys});

-- name: order_decline
-- $1 id, $2 reason, $3 moment
UPDATE payment_order SET own_status = 1, reason = $2, declined_at = $3 WHERE id = $1;

-- name: order_lapse
-- $1 batch, $2 reason, $3 moment: never exported when its budget year ended
UPDATE payment_order SET own_status = 1, reason = $2, declined_at = $3 WHERE batch = $1 AND own_status IS NULL;

-- name: orders_dispatch
-- $1 batch, $2 moment: those that two people found not received
UPDATE payment_order SET own_status = 3, dispatched_at = $2 WHERE batch = $1 AND own_status = 2;

-- name: orders_unknown
-- $1 batch: those with a status of their own
UPDATE payment_order SET own_status = 4 WHERE batch = $1 AND own_status IN (2, 3);

-- name: order_resolve_not_received
-- $1 id
UPDATE payment_order SET own_status = 2, dispatched_at = NULL WHERE id = $1;

-- name: orders_unanswered
SELECT o.id, o.amount, o.batch, o.dispatched_at
FROM batch b JOIN order_now o ON o.batch = b.number
WHERE b.status IN (3, 4, 5) AND o.status IN (3, 4) AND o.dispatched_at IS NOT NULL
ORDER BY o.id;

-- name: orders_live_by_month
-- $1 year: month of the order's date, sums of the unpaid and of the paid that count against the plan
SELECT b.line_id, CAST(substr(b.date, 6, 2) AS BIGINT),
       CAST(SUM(CASE WHEN o.status IN (0, 2, 3, 4) THEN o.amount ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN o.status = 5
                      OR (o.status = 7 AND CAST(substr(o.value_date, 1, 4) AS BIGINT) > o.year)
                     THEN o.amount ELSE 0 END) AS BIGINT)
FROM batch b JOIN order_now o ON o.batch = b.number
WHERE b.year = $1
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
FROM batch b JOIN order_now o ON o.batch = b.number
WHERE b.year = $1 AND b.formed_at <= $2
GROUP BY b.line_id, substr(b.date, 6, 2);
