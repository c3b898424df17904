-- name: statement_one
-- $1 number, $2 year
SELECT id, content, refused, matched, body, imported_at FROM statement WHERE number = $1 AND year = $2;

-- name: statement_next
SELECT COALESCE(MAX(id), 0) + 1 FROM statement;

-- name: statement_insert
-- $1 id, $2 number, $3 year, $4 date, $5 imported_at, $6 content, $7 row_count, $8 refused, $9 matched, $10 body
INSERT INTO statement (id, number, year, date, imported_at, content, row_count, refused, matched, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: statement_update
-- $1 id, $2 content, $3 row_count, $4 refused, $5 matched, $6 body
UPDATE statement SET content = $2, row_count = $3, refused = $4, matched = $5, body = $6 WHERE id = $1;

-- name: statement_all
SELECT id, number, date, imported_at, row_count, refused, matched FROM statement ORDER BY id;

-- name: subjects
-- keys: requests; what their letters say
SELECT r.id, s.name, r.number, r.registered_at, r.recipient_name, r.recipient_bin, r.amount, r.withdrawn, r.paid
FROM request r JOIN service s ON s.id = r.service_id WHERE r.id IN ({keys});

-- name: orders_for_answers
-- keys: orders; their batch's line
SELECT o.id, b.line_id FROM payment_order o JOIN batch b ON b.number = o.batch WHERE o.id IN ({keys});

-- name: batches_settle
-- keys: batches whose last open order may have been answered
UPDATE batch SET status = 6
WHERE status IN (3, 4, 5) AND number IN ({keys})
  AND NOT EXISTS (SELECT 1 FROM order_now o WHERE o.batch = batch.number AND o.status IN (0, 2, 3, 4));

-- name: difference_next
SELECT COALESCE(MAX(id), 0) + 1 FROM difference;

-- name: difference_all
SELECT d.id, d.kind, d.order_number, d.expected, d.found, s.number, d.line_no, d.found_at, d.settled_at, d.settled_by,
       d.reason, s.date
FROM difference d LEFT JOIN statement s ON s.id = d.statement_id
ORDER BY d.id;

-- name: difference_settle
-- $1 id, $2 moment, $3 person, $4 reason
UPDATE difference SET settled_at = $2, settled_by = $3, reason = $4 WHERE id = $1 AND settled_at IS NULL;

-- name: difference_settled_unanswered
-- $1 id, $2 order, $3 moment, $4 person, $5 reason: a missing answer that somebody explained
INSERT INTO difference (id, kind, order_number, expected, found, found_at, settled_at, settled_by, reason)
VALUES ($1, 'not-answered', $2, '', '', $3, $3, $4, $5);
