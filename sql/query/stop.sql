-- name: stop_all
SELECT id, subject, reason, since, person, ended_at, ended_by, ended_reason FROM stop ORDER BY id;

-- name: stop_insert
-- $1 subject, $2 reason, $3 moment, $4 person
INSERT INTO stop (id, subject, reason, since, person)
VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM stop), $1, $2, $3, $4);

-- name: stop_end
-- $1 id, $2 moment, $3 person, $4 reason
UPDATE stop SET ended_at = $2, ended_by = $3, ended_reason = $4 WHERE id = $1 AND ended_at IS NULL;

-- name: stop_held_recipients
-- what the waiting list holds of stopped recipients
SELECT x.bin, COUNT(*), CAST(SUM(x.rest) AS BIGINT)
FROM (SELECT r.recipient_bin AS bin,
             r.amount - r.withdrawn - COALESCE((SELECT SUM(CASE WHEN o.status NOT IN (1, 6, 7) THEN o.amount END)
           FROM order_status o WHERE o.request_id = r.id AND o.id >= r.orders_from), 0) AS rest
      FROM request_unpaid w JOIN request_now r ON r.id = w.id
      WHERE r.confirmed_at IS NOT NULL AND r.refusal IS NULL
        AND r.recipient_bin IN (SELECT subject FROM stop WHERE ended_at IS NULL)) AS x
WHERE x.rest > 0 GROUP BY x.bin;

-- name: stop_held_services
SELECT x.name, COUNT(*), CAST(SUM(x.rest) AS BIGINT)
FROM (SELECT s.name,
             r.amount - r.withdrawn - COALESCE((SELECT SUM(CASE WHEN o.status NOT IN (1, 6, 7) THEN o.amount END)
           FROM order_status o WHERE o.request_id = r.id AND o.id >= r.orders_from), 0) AS rest
      FROM request_unpaid w JOIN request_now r ON r.id = w.id JOIN service s ON s.id = r.service_id
      WHERE r.confirmed_at IS NOT NULL AND r.refusal IS NULL) AS x
WHERE x.rest > 0 GROUP BY x.name;

-- name: stop_orders_of_recipient
-- $1 BIN: orders that are live and not paid
SELECT o.year, o.number, o.batch, o.status
FROM order_open o JOIN request r ON r.id = o.request_id
WHERE o.batch_status IN (0, 2, 3, 4, 5)
  AND o.id >= (SELECT MIN(first_order) FROM batch WHERE status IN (0, 2, 3, 4, 5)) AND r.recipient_bin = $1 ORDER BY o.id;

-- name: stop_orders_of_line
-- $1 line
SELECT o.year, o.number, o.batch, o.status
FROM order_open o JOIN batch b ON b.number = o.batch JOIN budget_line l ON l.id = b.line_id
WHERE o.batch_status IN (0, 2, 3, 4, 5)
  AND o.id >= (SELECT MIN(first_order) FROM batch WHERE status IN (0, 2, 3, 4, 5)) AND l.code = $1 ORDER BY o.id;

-- name: stop_of_batch
-- $1 batch: orders that await the signature for a recipient that is stopped
SELECT o.year, o.number, r.recipient_bin, s.reason
FROM order_open o JOIN request r ON r.id = o.request_id
JOIN stop s ON s.subject = r.recipient_bin AND s.ended_at IS NULL
WHERE o.batch = $1 AND o.status = 0 ORDER BY o.id;
