-- name: audit_links
-- $1 after this seq, $2 how many; as everything here, also where a reference leads nowhere
SELECT j.seq, j.at, j.binding, j.actor, r.fingerprint, j.events, j.previous, j.hash, j.body
FROM journal j LEFT JOIN rules r ON r.id = j.rules_id
WHERE j.seq > $1 ORDER BY j.seq LIMIT $2;

-- name: audit_requests
-- $1 after this id, $2 how many
SELECT r.id, s.name, r.number, r.registered_at, r.recipient_bin, r.recipient_name, r.kbe, r.base_amount, r.rate,
       r.agreement_no, r.agreement_date, r.period_from, r.period_to, r.confirm_due, r.account, r.bank_bic,
       r.amount, r.withdrawn, r.holds, r.confirmed_at, r.confirmed_by, r.refusal, r.refused_at, r.short_at,
       CAST(COALESCE((SELECT SUM(o.amount) FROM order_now o WHERE o.request_id = r.id AND o.status NOT IN (1, 6, 7)), 0)
            AS BIGINT),
       CAST(COALESCE((SELECT SUM(o.amount) FROM order_now o WHERE o.request_id = r.id AND o.status = 5), 0) AS BIGINT),
       f.sha256
FROM request_now r LEFT JOIN service s ON s.id = r.service_id LEFT JOIN intake_file f ON f.id = r.file_id
WHERE r.id > $1 ORDER BY r.id LIMIT $2;

-- name: audit_orders
-- $1 after this id, $2 how many
SELECT o.id, o.amount, o.status, o.batch, s.name, r.number, o.dispatched_at, o.paid_at, o.ended_at
FROM order_now o
LEFT JOIN request r ON r.id = o.request_id
LEFT JOIN service s ON s.id = r.service_id
WHERE o.id > $1 ORDER BY o.id LIMIT $2;

-- name: audit_batches
-- $1 after this number, $2 how many
SELECT b.number, s.name, l.code, b.formed_at, b.orders, b.total, b.manifest_sha256, b.status, b.signed_at,
       b.signed_by, b.value_date, b.exported_at, b.dispatched_at, b.copy, b.copy_orders
FROM batch b LEFT JOIN service s ON s.id = b.service_id LEFT JOIN budget_line l ON l.id = b.line_id
WHERE b.number > $1 ORDER BY b.number LIMIT $2;

-- name: audit_signatures
-- $1 after this batch, $2 how many
SELECT batch, signed_at, signed_by, manifest_sha256 FROM signature
WHERE batch > $1 ORDER BY batch LIMIT $2;

-- name: audit_files
-- $1 after this id, $2 how many
SELECT id, batch, format, copy, name, sha256, total, complete, body FROM export_file
WHERE id > $1 ORDER BY id LIMIT $2;

-- name: audit_notices
-- $1 after this id, $2 how many
SELECT n.id, n.kind, n.rules_id, n.fields, n.digest, s.name, r.number, r.registered_at, r.recipient_name,
       r.recipient_bin, r.amount
FROM notice n LEFT JOIN request r ON r.id = n.request_id LEFT JOIN service s ON s.id = r.service_id
WHERE n.id > $1 ORDER BY n.id LIMIT $2;

-- name: audit_acceptances
-- $1 after this request, $2 how many: letters that follow from a confirmation
SELECT r.id, r.confirmed_at, r.form_due, l.person, l.rules_id, l.templates, s.name, r.number, r.registered_at,
       r.recipient_name, r.recipient_bin, r.amount
FROM request_now r JOIN letter_run l ON l.id = r.letter_run LEFT JOIN service s ON s.id = r.service_id
WHERE r.id > $1 ORDER BY r.id LIMIT $2;

-- name: audit_results
-- $1 after this answer, $2 how many: letters that follow from an answer
SELECT a.id, o.amount, a.value_date, a.rest, l.person, l.rules_id, l.templates, s.name, r.number, r.registered_at,
       r.recipient_name, r.recipient_bin, r.amount
FROM answer a JOIN letter_run l ON l.id = a.letter_run LEFT JOIN payment_order o ON o.id = a.id / 8
LEFT JOIN request r ON r.id = o.request_id LEFT JOIN service s ON s.id = r.service_id
WHERE a.id > $1 ORDER BY a.id LIMIT $2;

-- name: audit_forgotten
-- requests on which something is open and that neither forming nor confirming would look at
SELECT r.id FROM request_now r
WHERE r.refusal IS NULL AND r.id NOT IN (SELECT id FROM request_open)
  AND (r.confirmed_at IS NULL OR r.holds = 0 AND r.amount - r.withdrawn > COALESCE((SELECT SUM(o.amount) FROM order_now o
       WHERE o.request_id = r.id AND o.status NOT IN (1, 6, 7)), 0))
ORDER BY r.id;

-- name: audit_plan
SELECT d.id, d.year, d.kind, d.institution, d.document_no, d.document_date, d.imported_on, l.code, r.month, r.amount
FROM plan_document d
LEFT JOIN plan_row r ON r.document_id = d.id
LEFT JOIN budget_line l ON l.id = r.line_id
ORDER BY d.id, r.line_id, r.month;

-- name: audit_balances
SELECT l.code, b.year, b.live FROM budget_balance b LEFT JOIN budget_line l ON l.id = b.line_id
ORDER BY b.line_id, b.year;
