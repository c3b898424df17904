-- name: intake_file_next
SELECT COALESCE(MAX(id), 0) + 1 FROM intake_file;

-- name: intake_file_insert
-- $1 id, $2 at, $3 actor, $4 kind, $5 name, $6 sha256, $7 accepted, $8 refused
INSERT INTO intake_file (id, at, actor, kind, name, sha256, accepted, refused)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: intake_file_done
-- $1 id, $2 accepted, $3 refused
UPDATE intake_file SET accepted = $2, refused = $3 WHERE id = $1;

-- name: intake_file_whole
-- $1 kind, $2 sha256: the rows of the same bytes, taken in whole before
SELECT MAX(accepted) FROM intake_file WHERE kind = $1 AND sha256 = $2 AND refused = 0;

-- name: intake_file_of
-- $1 kind, $2 sha256: the last file of these bytes that was taken in whole
SELECT MAX(id) FROM intake_file WHERE kind = $1 AND sha256 = $2 AND refused = 0;

-- name: request_next
SELECT COALESCE(MAX(id), 0) + 1 FROM request;

-- name: request_known
-- $1 service, then numbers: what is stored under them; a join, because with IN a planner without statistics walks the
-- whole service
SELECT r.number, r.content, r.registered_at, r.recipient_bin, r.amount
FROM (SELECT CAST($1 AS BIGINT) AS service_id) AS s JOIN (VALUES {rows}) AS v ON 1 = 1
JOIN request r ON r.service_id = s.service_id AND r.number = v.column1;

-- name: request_claims
-- claims: periods under the same service, BIN and agreement
SELECT s.name, r.recipient_bin, r.agreement_no, r.period_from, r.period_to, r.claim
FROM request r JOIN service s ON s.id = r.service_id
WHERE r.claim IN ({keys});

-- name: request_numbers
SELECT service_id, number FROM request;

-- name: request_claim_keys
SELECT claim FROM request;

-- name: arrival_note
-- $1 service, $2 first, $3 last: new requests
INSERT INTO arrival (service_id, first, last) VALUES ($1, $2, $3)
ON CONFLICT (service_id) DO UPDATE SET last = excluded.last;

-- name: arrivals
SELECT service_id, first, last FROM arrival ORDER BY service_id;

-- name: arrival_end
-- $1 service
DELETE FROM arrival WHERE service_id = $1;

-- name: unfinished
SELECT request_id FROM unfinished ORDER BY request_id;

-- name: unfinished_begin
-- rows of ids: but for what forming has not looked at yet
INSERT INTO unfinished (request_id)
SELECT r.id FROM (VALUES {rows}) AS v JOIN request r ON r.id = v.column1
WHERE NOT EXISTS (SELECT 1 FROM arrival a WHERE a.service_id = r.service_id AND r.id BETWEEN a.first AND a.last)
ON CONFLICT (request_id) DO NOTHING;

-- name: unfinished_end
-- keys: requests of which nothing is open
DELETE FROM unfinished WHERE request_id IN ({keys});

-- name: confirmations_from
-- $1 service, $2 key: the confirmations that reach as far as this request
SELECT first, last FROM confirmation WHERE service_id = $1 AND last >= $2 ORDER BY first;

-- name: request_arrived
-- $1 first key, $2 last key: of what no forming has looked at; the columns of `candidates_arrived`, then service and claim
SELECT r.id, r.registered_at, r.number, r.amount - r.withdrawn, r.short_at, r.holds,
       CAST(CASE WHEN r.refusal IS NULL THEN 0 ELSE 1 END AS BIGINT),
       CAST(CASE WHEN r.recipient_bin IN (SELECT subject FROM stop WHERE ended_at IS NULL) THEN 1 ELSE 0 END AS BIGINT),
       r.recipient_bin, r.recipient_name, r.account, r.bank_bic, r.kbe, r.agreement_no, r.agreement_date, r.period_from,
       r.period_to, r.file_id, r.service_id, r.amount
FROM request r JOIN arrival a ON a.service_id = +r.service_id AND r.id BETWEEN a.first AND a.last
WHERE r.id BETWEEN $1 AND $2 ORDER BY r.id;

-- name: request_left_unconfirmed
-- keys: of what a forming has looked at
SELECT r.id, r.service_id, r.number, r.registered_at, r.recipient_bin, r.recipient_name, r.amount
FROM request_now r WHERE r.id IN ({keys}) AND r.confirmed_at IS NULL AND r.refusal IS NULL;

-- name: candidates_arrived
-- $1 service, $2 first key, $3 last key; then what an order takes from its request; the sign before the service keeps the
-- planner to the range of keys
SELECT id, registered_at, number, amount - withdrawn, short_at, holds,
       CAST(CASE WHEN refusal IS NULL THEN 0 ELSE 1 END AS BIGINT),
       CAST(CASE WHEN recipient_bin IN (SELECT subject FROM stop WHERE ended_at IS NULL) THEN 1 ELSE 0 END AS BIGINT),
       recipient_bin, recipient_name, account, bank_bic, kbe, agreement_no, agreement_date, period_from, period_to, file_id
FROM request WHERE +service_id = $1 AND id BETWEEN $2 AND $3 ORDER BY id;

-- name: candidates_left
-- $1 service, then keys
SELECT r.id, r.registered_at, r.number,
       CAST(r.amount - r.withdrawn - COALESCE((SELECT SUM(CASE WHEN o.status NOT IN (1, 6, 7) THEN o.amount END)
           FROM order_status o WHERE o.request_id = r.id AND o.id >= r.orders_from), 0) AS BIGINT),
       r.short_at, r.holds, CAST(CASE WHEN r.refusal IS NULL THEN 0 ELSE 1 END AS BIGINT),
       CAST(CASE WHEN r.recipient_bin IN (SELECT subject FROM stop WHERE ended_at IS NULL) THEN 1 ELSE 0 END AS BIGINT),
       r.confirmed_at
FROM request_now r WHERE r.service_id = $1 AND r.id IN ({keys});

-- name: request_for_orders
-- keys: what an order takes from its request
SELECT id, number, recipient_bin, recipient_name, account, bank_bic, kbe,
       agreement_no, agreement_date, period_from, period_to, file_id
FROM request WHERE id IN ({keys});

-- name: request_for_orders_between
-- $1 service, $2 first key, $3 last key: the same for a range
SELECT id, number, recipient_bin, recipient_name, account, bank_bic, kbe,
       agreement_no, agreement_date, period_from, period_to, file_id
FROM request WHERE id BETWEEN $2 AND $3 AND +service_id = $1 ORDER BY id;

-- name: request_short
-- $1 moment, then rows of ids: the first forming that found no money
UPDATE request SET short_at = $1
FROM (VALUES {rows}) AS v WHERE request.id = v.column1 AND request.short_at IS NULL;

-- name: request_hold
-- rows: id, bits of new holds
UPDATE request SET holds = holds | v.column2
FROM (VALUES {rows}) AS v WHERE request.id = v.column1;

-- name: request_by_number
-- $1 number
SELECT r.id, s.name FROM request r JOIN service s ON s.id = r.service_id
WHERE r.number = $1 ORDER BY s.name;

-- name: request_refuse
-- $1 id, $2 ground, $3 moment; a proposal of it has come to its end
UPDATE request SET refusal = $2, refused_at = $3, holds = holds & ~64 WHERE id = $1 AND refusal IS NULL;

-- name: requests_to_refuse
SELECT id FROM request WHERE holds >= 64 ORDER BY id;

-- name: request_withdraw
-- $1 id, $2 sum: what no live order covers; ends every hold
UPDATE request SET withdrawn = withdrawn + $2, holds = 0 WHERE id = $1;

-- name: request_release
-- $1 id, $2 holds that end, each of which it has
UPDATE request SET holds = holds - $2 WHERE id = $1;

-- name: request_correct
-- $1 id, $2 account, $3 bank_bic, $4 holds that end, each of which it has
UPDATE request SET account = $2, bank_bic = $3, holds = holds - $4 WHERE id = $1;

-- name: request_all
SELECT r.id, s.name, r.number, r.registered_at, r.effective_at, r.confirm_due, r.recipient_bin, r.recipient_name,
       r.account, r.bank_bic, r.kbe, r.base_amount, r.rate, r.amount, r.agreement_no, r.agreement_date,
       r.period_from, r.period_to,
       r.holds | CASE WHEN r.recipient_bin IN (SELECT subject FROM stop WHERE ended_at IS NULL) THEN 1 ELSE 0 END,
       r.confirmed_at, r.confirmed_by, r.form_due, r.short_at,
       r.refusal, r.refused_at, r.withdrawn, COALESCE(o.ordered, 0), COALESCE(o.paid, 0)
FROM request_now r JOIN service s ON s.id = r.service_id LEFT JOIN request_sums o ON o.request_id = r.id
ORDER BY r.id;

-- name: requests_waiting
-- confirmed, not refused, not held; what is covered is told by the rest
SELECT s.name, r.registered_at, r.number, r.id, r.amount,
       CAST(r.amount - r.withdrawn - COALESCE((SELECT SUM(CASE WHEN o.status NOT IN (1, 6, 7) THEN o.amount END)
           FROM order_status o WHERE o.request_id = r.id AND o.id >= r.orders_from), 0) AS BIGINT)
FROM request_now r JOIN service s ON s.id = r.service_id
WHERE r.id IN (SELECT id FROM request_open) AND r.confirmed_at IS NOT NULL AND r.refusal IS NULL AND r.holds = 0
      AND r.recipient_bin NOT IN (SELECT subject FROM stop WHERE ended_at IS NULL);

-- name: requests_some
-- keys
SELECT r.id, s.name, r.number, r.registered_at, r.effective_at, r.confirm_due, r.recipient_bin, r.recipient_name,
       r.account, r.bank_bic, r.kbe, r.base_amount, r.rate, r.amount, r.agreement_no, r.agreement_date,
       r.period_from, r.period_to,
       r.holds | CASE WHEN r.recipient_bin IN (SELECT subject FROM stop WHERE ended_at IS NULL) THEN 1 ELSE 0 END,
       r.confirmed_at, r.confirmed_by, r.form_due, r.short_at,
       r.refusal, r.refused_at, r.withdrawn, r.ordered, r.paid
FROM request_whole r JOIN service s ON s.id = r.service_id
WHERE r.id IN ({keys}) ORDER BY r.id;

-- name: requests_page
-- $1 key, $2 how many: those before it, the newest first
SELECT id FROM request WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: requests_page_registered
-- $1 due moment, $2 key, $3 how many: what waits for its confirmation, the most urgent first, after these
SELECT r.id FROM request_open w JOIN request_now r ON r.id = w.id
WHERE r.confirmed_at IS NULL AND r.refusal IS NULL AND r.withdrawn < r.amount
  AND (r.confirm_due > $1 OR (r.confirm_due = $1 AND r.id > $2))
ORDER BY r.confirm_due, r.id LIMIT $3;

-- name: requests_page_held
-- $1 key, $2 how many: what a person must look at before it is paid, after this one
SELECT id FROM request WHERE holds <> 0 AND refusal IS NULL AND id > $1 ORDER BY id LIMIT $2;

-- name: corrections_open
-- requests whose new requisites wait for a head
SELECT DISTINCT request_id FROM correction WHERE approved_at IS NULL ORDER BY request_id;

-- name: request_act_insert
-- $1 request, $2 at, $3 person, $4 act, $5 content
INSERT INTO request_act (request_id, at, person, act, content) VALUES ($1, $2, $3, $4, $5);

-- name: request_acts
-- $1 request
SELECT at, person, act, content FROM request_act WHERE request_id = $1 ORDER BY at, act;

-- name: took_part_in_batch
-- $1 first order, $2 last, $3 person: in how many ways this person took in, confirmed or changed a request that the batch
-- pays, so without declined orders; declining an order or approving a correction is the signer's own work. The orders are
-- counted from the person's own acts, of which there are few, and not the acts from the orders.
SELECT CAST(COALESCE(SUM(x.ways), 0) AS BIGINT) FROM (
    SELECT COUNT(*) AS ways FROM batch b JOIN batch_file h ON h.batch = b.number JOIN intake_file f ON f.id = h.file_id
        WHERE b.first_order = $1 AND h.orders > 0 AND f.actor = $3
    UNION ALL SELECT SUM((SELECT COUNT(*) FROM payment_order o
            WHERE o.request_id BETWEEN c.first AND c.last AND o.id BETWEEN $1 AND $2
              AND (o.own_status IS NULL OR o.own_status <> 1)))
        FROM batch b JOIN confirmation c ON c.service_id = b.service_id
        WHERE b.first_order = $1 AND c.person = $3
    UNION ALL SELECT SUM((SELECT COUNT(*) FROM payment_order o
            WHERE o.request_id = a.request_id AND o.id BETWEEN $1 AND $2
              AND (o.own_status IS NULL OR o.own_status <> 1)))
        FROM request_act a WHERE a.person = $3 AND a.act NOT IN ('decline', 'approve-correction')
) x;

-- name: correction_open
-- $1 request
SELECT id, account, bank_bic, document, proposed_by, proposed_at FROM correction
WHERE request_id = $1 AND approved_at IS NULL ORDER BY id DESC;

-- name: correction_insert
-- $1 request, $2 account, $3 bank_bic, $4 document, $5 proposed_by, $6 proposed_at
INSERT INTO correction (id, request_id, account, bank_bic, document, proposed_by, proposed_at)
VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM correction), $1, $2, $3, $4, $5, $6);

-- name: correction_approve
-- $1 id, $2 approved_by, $3 approved_at
UPDATE correction SET approved_by = $2, approved_at = $3 WHERE id = $1 AND approved_at IS NULL;

-- name: correction_drop
-- $1 request: an earlier proposal that a new one replaces
UPDATE correction SET approved_by = '', approved_at = 0 WHERE request_id = $1 AND approved_at IS NULL;

-- name: notice_next
SELECT COALESCE(MAX(id), 0) + 1 FROM notice;

-- name: notices_of_request
-- $1 request
SELECT id, kind, at, rules_id, fields, digest FROM notice WHERE request_id = $1 ORDER BY id;

-- name: conservation
-- what of the requests is where, by service
SELECT x.name,
       CAST(SUM(x.amount) AS BIGINT),
       CAST(SUM(CASE WHEN x.refusal IS NULL AND x.confirmed_at IS NULL THEN x.rest ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN x.refusal IS NULL AND x.confirmed_at IS NOT NULL AND x.held = 0 THEN x.rest ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN x.refusal IS NULL AND x.confirmed_at IS NOT NULL AND x.held = 1 THEN x.rest ELSE 0 END) AS BIGINT),
       CAST(SUM(x.ordered - x.paid) AS BIGINT),
       CAST(SUM(x.paid) AS BIGINT),
       CAST(SUM(CASE WHEN x.refusal IS NOT NULL THEN x.rest ELSE 0 END) AS BIGINT),
       CAST(SUM(x.withdrawn) AS BIGINT)
FROM (SELECT s.name, r.amount, r.refusal, r.confirmed_at, r.withdrawn,
             COALESCE(o.ordered, 0) AS ordered, COALESCE(o.paid, 0) AS paid,
             r.amount - COALESCE(o.ordered, 0) - r.withdrawn AS rest,
             CASE WHEN r.holds <> 0 OR r.recipient_bin IN (SELECT subject FROM stop WHERE ended_at IS NULL)
                  THEN 1 ELSE 0 END AS held
      FROM request_now r JOIN service s ON s.id = r.service_id LEFT JOIN request_sums o ON o.request_id = r.id) AS x
GROUP BY x.name ORDER BY x.name;

-- name: requests_once_held
-- requests that a person released or corrected: their order could not be formed in time by the department alone
SELECT DISTINCT request_id FROM request_act WHERE act IN ('release', 'approve-correction', 'decline');

-- name: request_file
-- $1 id: the file that it came in
SELECT file_id FROM request WHERE id = $1;

-- name: requests_of_same_claim
-- $1 request, $2 its BIN, $3 its agreement, $4 first day of its period, $5 last day, $6 how many: others that claim the same
SELECT s.name, r.number FROM request r JOIN service s ON s.id = r.service_id
WHERE r.claim = (SELECT claim FROM request WHERE id = $1) AND r.id <> $1 AND r.recipient_bin = $2 AND r.agreement_no = $3
  AND r.period_from <= $5 AND r.period_to >= $4
  AND r.service_id = (SELECT service_id FROM request WHERE id = $1)
ORDER BY r.id LIMIT $6;
