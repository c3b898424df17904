-- name: order_next_number
-- $1 before the year's first key, $2 after its last
SELECT COALESCE(MAX(id), $1) + 1 FROM payment_order WHERE id > $1 AND id < $2;

-- name: orders_before
-- keys: requests that may have had orders; how many, and the last rejected or returned one that no other order replaces
SELECT r.id, (SELECT COUNT(*) FROM payment_order o WHERE o.request_id = r.id AND o.id >= r.orders_from),
       (SELECT MAX(CASE WHEN o.status IN (6, 7) AND (SELECT COUNT(*) FROM payment_order n
                            WHERE n.request_id = r.id AND n.id >= r.orders_from AND n.replaces = o.id) = 0
                        THEN o.id END)
        FROM order_status o WHERE o.request_id = r.id AND o.id >= r.orders_from)
FROM request_now r WHERE r.id IN ({keys});

-- name: orders_between
-- $1 first key, $2 last key; the status of its own, if it has one
SELECT id, request_id, amount, batch, own_status FROM payment_order WHERE id BETWEEN $1 AND $2 ORDER BY id;

-- name: answers_between
-- $1 first key of an answer, $2 last
SELECT id FROM answer WHERE id BETWEEN $1 AND $2 ORDER BY id;

-- name: answers_of_statement
-- $1 first key of an answer, $2 last, $3 statement: those that it brought
SELECT id FROM answer WHERE id BETWEEN $1 AND $2 AND statement_id = $3 ORDER BY id;

-- name: orders_statuses
-- of a batch's orders without a status of their own
SELECT number, orders_status FROM batch ORDER BY number;

-- name: orders_kept
-- $1 first key, $2 last key, $3 moment: how many were not declined by then, and their sum
SELECT COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payment_order
WHERE id BETWEEN $1 AND $2 AND (own_status IS NULL OR own_status <> 1 OR COALESCE(declined_at, 0) > $3);

-- name: orders_left_out
-- $1 batch, $2 moment, $3 its first key, $4 its last: those that were declined by then
SELECT id FROM payment_order
WHERE batch = $1 AND own_status = 1 AND COALESCE(declined_at, 0) <= $2 AND id BETWEEN $3 AND $4 ORDER BY id;

-- name: piece_at
-- $1 key: the piece that begins with this order or is the last of its year to begin before it
SELECT first, last, body FROM order_piece
WHERE first <= $1 AND first > $1 / 10000000000 * 10000000000 ORDER BY first DESC LIMIT 1;

-- name: pieces_from
-- $1 first key, $2 last key, $3 how many pieces
SELECT first, last, body FROM order_piece
WHERE first >= (SELECT COALESCE(MAX(p.first), $1) FROM order_piece p
                WHERE p.first <= $1 AND p.first > $1 / 10000000000 * 10000000000)
  AND first > $1 / 10000000000 * 10000000000 AND first <= $2
ORDER BY first LIMIT $3;

-- name: orders_listed
-- $1 first key, $2 last key
SELECT o.id, o.request_id, o.amount, o.batch, o.status, s.name, l.code, b.sign_due, b.signed_at, b.dispatch_due,
       o.dispatched_at, o.paid_at, o.ended_at, o.reason, o.value_date, o.treasury_ref, o.replaces, b.formed_at
FROM order_now o
JOIN batch b ON b.number = o.batch
JOIN service s ON s.id = b.service_id
JOIN budget_line l ON l.id = b.line_id
WHERE o.id BETWEEN $1 AND $2
ORDER BY o.id;

-- name: order_key_after
-- $1 a key
SELECT MIN(id) FROM payment_order WHERE id > $1;

-- name: orders_first_formed
SELECT o.request_id, MIN(b.formed_at) FROM payment_order o JOIN batch b ON b.number = o.batch
GROUP BY o.request_id ORDER BY o.request_id;

-- name: order_decline
-- $1 id, $2 reason, $3 moment
UPDATE payment_order SET own_status = 1, reason = $2, declined_at = $3 WHERE id = $1;

-- name: order_leaves_its_file
-- $1 id: an order that is declined
UPDATE batch_file SET orders = orders - 1
WHERE batch = (SELECT o.batch FROM payment_order o WHERE o.id = $1)
  AND file_id = (SELECT r.file_id FROM payment_order o JOIN request r ON r.id = o.request_id WHERE o.id = $1);

-- name: order_lapse
-- $1 batch, $2 reason, $3 moment: never exported when its budget year ended
UPDATE payment_order SET own_status = 1, reason = $2, declined_at = $3
WHERE id BETWEEN (SELECT first_order FROM batch WHERE number = $1) AND (SELECT last_order FROM batch WHERE number = $1)
  AND own_status IS NULL;

-- name: orders_dispatch
-- $1 batch, $2 moment: those that two people found not received
UPDATE payment_order SET own_status = 3, dispatched_at = $2
WHERE batch = $1 AND own_status = 2
  AND id BETWEEN (SELECT first_order FROM batch WHERE number = $1) AND (SELECT last_order FROM batch WHERE number = $1);

-- name: orders_unknown
-- $1 batch: those with a status of their own
UPDATE payment_order SET own_status = 4
WHERE batch = $1 AND own_status IN (2, 3)
  AND id BETWEEN (SELECT first_order FROM batch WHERE number = $1) AND (SELECT last_order FROM batch WHERE number = $1);

-- name: order_resolve_not_received
-- $1 id
UPDATE payment_order SET own_status = 2, dispatched_at = NULL WHERE id = $1;

-- name: orders_unanswered
-- sent, or of unknown outcome, and no answer
SELECT id, amount, batch, dispatched_at FROM order_open
WHERE batch_status IN (3, 4, 5) AND status IN (3, 4) AND dispatched_at IS NOT NULL
  AND id >= (SELECT MIN(first_order) FROM batch WHERE status IN (3, 4, 5))
ORDER BY id;

-- name: orders_live_by_month
-- $1 year: month of the order's date, sums of the unpaid and of the paid that count against the plan. The cost is that of what is
-- open, of what came back and of the batches, however many orders are settled: of a batch's total, which holds its orders but
-- for the declined ones, that is paid which is neither open nor came back. What was returned in a later year counts as paid.
SELECT b.line_id, CAST(substr(b.date, 6, 2) AS BIGINT),
       CAST(SUM(COALESCE(u.amount, 0)) AS BIGINT),
       CAST(SUM(b.total - COALESCE(u.amount, 0) - COALESCE(k.amount, 0)) AS BIGINT)
FROM batch b
LEFT JOIN (SELECT o.batch, SUM(o.amount) AS amount FROM order_open o
           WHERE o.batch_status IN (0, 2, 3, 4, 5) AND o.id BETWEEN $1 * 10000000000 AND ($1 + 1) * 10000000000 - 1
           GROUP BY o.batch) AS u ON u.batch = b.number
LEFT JOIN (SELECT o.batch, SUM(o.amount) AS amount FROM payment_order o
           WHERE o.id BETWEEN $1 * 10000000000 AND ($1 + 1) * 10000000000 - 1
             AND o.id IN (SELECT a.id / 8 FROM answer a
                          WHERE a.id % 8 <> 5 AND a.id BETWEEN $1 * 80000000000 AND ($1 + 1) * 80000000000 - 1
                            AND NOT (a.id % 8 = 7 AND COALESCE(CAST(substr(a.value_date, 1, 4) AS BIGINT), 0) > $1))
           GROUP BY o.batch) AS k ON k.batch = b.number
WHERE b.year = $1
GROUP BY b.line_id, substr(b.date, 6, 2);

-- name: orders_by_month_as_of
-- $1 year, $2 moment: the same as it stood then, of every order of the year; the years of answers are named, because a join of
-- many rows would ask each year
SELECT x.line_id, CAST(x.month AS BIGINT),
       CAST(SUM(CASE WHEN (x.ended_at IS NULL OR x.ended_at > $2) AND (x.paid_at IS NULL OR x.paid_at > $2)
                     THEN x.amount ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN x.returned_on IS NOT NULL AND x.ended_at <= $2
                          AND CAST(substr(x.returned_on, 1, 4) AS BIGINT) > $1 THEN x.amount
                     WHEN x.paid_at <= $2 AND (x.ended_at IS NULL OR x.ended_at > $2) THEN x.amount
                     ELSE 0 END) AS BIGINT)
FROM (SELECT b.line_id, substr(b.date, 6, 2) AS month, o.amount, p.at AS paid_at,
             COALESCE(r.at, j.at, o.declined_at) AS ended_at,
             CASE WHEN o.own_status = 1 THEN NULL ELSE r.value_date END AS returned_on
      FROM batch b JOIN payment_order o ON o.id BETWEEN b.first_order AND b.last_order
      LEFT JOIN answer p ON p.id = o.id * 8 + 5 AND p.id BETWEEN $1 * 80000000000 AND ($1 + 1) * 80000000000 - 1
      LEFT JOIN answer j ON j.id = o.id * 8 + 6 AND j.id BETWEEN $1 * 80000000000 AND ($1 + 1) * 80000000000 - 1
      LEFT JOIN answer r ON r.id = o.id * 8 + 7 AND r.id BETWEEN $1 * 80000000000 AND ($1 + 1) * 80000000000 - 1
      WHERE b.year = $1 AND b.formed_at <= $2 AND o.id BETWEEN $1 * 10000000000 AND ($1 + 1) * 10000000000 - 1) AS x
GROUP BY x.line_id, x.month;
