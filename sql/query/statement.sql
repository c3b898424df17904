-- name: statement_one
-- $1 number, $2 year
SELECT id, content, refused, matched, imported_at FROM statement WHERE number = $1 AND year = $2;

-- name: statement_body
-- $1 id: its rows, packed
SELECT body FROM statement WHERE id = $1;

-- name: statement_next
SELECT COALESCE(MAX(id), 0) + 1 FROM statement;

-- name: statement_matched
-- $1 id, $2 matched: once all its rows are taken
UPDATE statement SET matched = $2 WHERE id = $1;

-- name: statement_mended
-- $1 id, $2 content, $3 row_count, $4 refused, $5 matched, $6 body
UPDATE statement SET content = $2, row_count = $3, refused = $4, matched = $5, body = $6 WHERE id = $1;

-- name: statement_all
SELECT id, number, date, imported_at, row_count, refused, matched FROM statement ORDER BY id;

-- name: subjects_between
-- $1 first key, $2 last key: requests; what their letters say beside what their orders do
SELECT id, service_id, registered_at, amount, withdrawn
FROM request WHERE id BETWEEN $1 AND $2 ORDER BY id;

-- name: paid_before
-- keys: requests; what of each is paid
SELECT r.id, CAST(COALESCE((SELECT SUM(CASE WHEN o.status = 5 THEN o.amount END)
           FROM order_status o WHERE o.request_id = r.id AND o.id >= r.orders_from), 0) AS BIGINT)
FROM request_now r WHERE r.id IN ({keys});

-- name: letter_run_next
SELECT COALESCE(MAX(id), 0) + 1 FROM letter_run;

-- name: letter_run_insert
-- $1 id, $2 person, $3 rules, $4 templates
INSERT INTO letter_run (id, person, rules_id, templates) VALUES ($1, $2, $3, $4);

-- name: acceptance_of_request
-- $1 request: its letter, where it follows from a confirmation
SELECT r.confirmed_at, r.form_due, l.person, l.rules_id, l.templates
FROM request_now r JOIN letter_run l ON l.id = r.letter_run WHERE r.id = $1;

-- name: results_of_request
-- $1 request: its letters that follow from answers
SELECT a.at, o.id, o.amount, a.value_date, a.rest, l.person, l.rules_id, l.templates
FROM payment_order o JOIN answer a ON a.id = o.id * 8 + 5 JOIN letter_run l ON l.id = a.letter_run
WHERE o.request_id = $1 AND o.id >= (SELECT orders_from FROM request_now WHERE id = $1) ORDER BY a.at, a.id;

-- name: orders_for_answers
-- $1 the first of them, $2 the last, then keys: orders; their batch's line
SELECT o.id, b.line_id FROM payment_order o JOIN batch b ON b.number = o.batch
WHERE o.id BETWEEN $1 AND $2 AND o.id IN ({keys});

-- name: batches_settle
-- keys: batches whose last open order may have been answered: as many orders have an answer (one that was paid and then
-- returned has two) as were not declined
UPDATE batch SET status = 6
WHERE status IN (3, 4, 5) AND number IN ({keys})
  AND orders = (SELECT COUNT(*) FROM answer a
                WHERE a.id BETWEEN batch.first_order * 8 AND batch.last_order * 8 + 7
                  AND (a.id % 8 <> 7 OR NOT EXISTS (SELECT 1 FROM answer p WHERE p.id = a.id - 2
                           AND p.id BETWEEN batch.first_order * 8 AND batch.last_order * 8 + 7)));

-- name: difference_next
SELECT COALESCE(MAX(id), 0) + 1 FROM difference;

-- name: difference_all
SELECT d.id, d.kind, d.order_number, d.expected, d.found, s.number, d.line_no, d.found_at, d.settled_at, d.settled_by,
       d.reason, s.date
FROM difference d LEFT JOIN statement s ON s.id = d.statement_id
ORDER BY d.id;

-- name: difference_open
SELECT d.id, d.kind, d.order_number, d.expected, d.found, s.number, d.line_no, d.found_at, d.settled_at, d.settled_by,
       d.reason, s.date
FROM difference d LEFT JOIN statement s ON s.id = d.statement_id
WHERE d.settled_at IS NULL ORDER BY d.id;

-- name: differences_explained
-- keys: orders by their numbers; those whose missing answer somebody explained
SELECT order_number FROM difference WHERE kind = 'not-answered' AND settled_at IS NOT NULL AND order_number IN ({keys});

-- name: difference_settle
-- $1 id, $2 moment, $3 person, $4 reason
UPDATE difference SET settled_at = $2, settled_by = $3, reason = $4 WHERE id = $1 AND settled_at IS NULL;

-- name: difference_settled_unanswered
-- $1 id, $2 order, $3 moment, $4 person, $5 reason: a missing answer that somebody explained
INSERT INTO difference (id, kind, order_number, expected, found, found_at, settled_at, settled_by, reason)
VALUES ($1, 'not-answered', $2, '', '', $3, $3, $4, $5);

-- name: answers_of_order
-- $1 order: what answered it, in the order of coming; the status that it got by it
SELECT a.id % 8, a.at, a.reason, a.value_date, a.treasury_ref, a.statement_row, s.id, s.number, s.date
FROM answer a LEFT JOIN statement s ON s.id = a.statement_id
WHERE a.id BETWEEN $1 * 8 AND $1 * 8 + 7 ORDER BY a.at, a.id;

-- name: execution_one
-- $1 institution, $2 date: a form 4-20
SELECT content, imported_at, lines FROM budget_execution WHERE institution = $1 AND date = $2;

-- name: execution_newest
-- $1 institution: the date of the newest form 4-20
SELECT date FROM budget_execution WHERE institution = $1 ORDER BY date DESC LIMIT 1;

-- name: executions_seen
SELECT id, institution, date, imported_at, content, lines FROM budget_execution ORDER BY id;

-- name: execution_insert
-- $1 institution, $2 date, $3 imported_at, $4 content, $5 lines
INSERT INTO budget_execution (id, institution, date, imported_at, content, lines)
SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4, $5 FROM budget_execution;

-- name: executed_to
-- $1 first key of a year's answers, $2 last, $3 day: what each budget line paid of that year, less what came back, by the day
SELECT b.line_id, CAST(SUM(CASE WHEN a.id % 8 = 5 THEN o.amount ELSE -o.amount END) AS BIGINT)
FROM answer a JOIN payment_order o ON o.id = a.id / 8 JOIN batch b ON b.number = o.batch
WHERE a.id BETWEEN $1 AND $2 AND a.id % 8 IN (5, 7) AND COALESCE(a.value_date, $3) <= $3
GROUP BY b.line_id;

-- name: orders_of_request
-- $1 request: the keys of its orders
SELECT o.id FROM payment_order o
WHERE o.request_id = $1 AND o.id >= (SELECT orders_from FROM request_now WHERE id = $1) ORDER BY o.id;

-- name: breaks_not_dispatched
-- open ones: of which order a statement tells that had not left
SELECT id, order_number FROM difference WHERE settled_at IS NULL AND kind = 'not-dispatched' ORDER BY id;
