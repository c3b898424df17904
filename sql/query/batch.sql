-- name: batch_next
SELECT COALESCE(MAX(number), 0) + 1 FROM batch;

-- name: batch_insert
-- $1 number, $2 service, $3 line, $4 year, $5 date, $6 formed_at, $7 payer, $8 orders, $9 total, $10 manifest_sha256,
-- $11 sign_due, $12 first_order, $13 last_order
INSERT INTO batch (number, service_id, line_id, year, date, formed_at, payer, status, orders, total,
                   manifest_sha256, sign_due, first_order, last_order)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, $12, $13);

-- name: batch_all
SELECT b.number, b.date, s.name, l.code, b.status, b.orders, b.total, b.manifest_sha256, b.sign_due, b.signed_by,
       b.signed_at, b.dispatch_due, b.year, b.payer, b.value_date, b.exported_at, b.dispatched_at, b.copy, b.receipt,
       b.line_id, b.formed_at, b.unknown_reason, b.copy_orders, b.first_order, b.last_order
FROM batch b JOIN service s ON s.id = b.service_id JOIN budget_line l ON l.id = b.line_id
ORDER BY b.number;

-- name: batches_page
-- $1 number, $2 how many: those before it, the newest first
SELECT number FROM batch WHERE number < $1 ORDER BY number DESC LIMIT $2;

-- name: batch_one
-- $1 number
SELECT b.number, b.date, s.name, l.code, b.status, b.orders, b.total, b.manifest_sha256, b.sign_due, b.signed_by,
       b.signed_at, b.dispatch_due, b.year, b.payer, b.value_date, b.exported_at, b.dispatched_at, b.copy, b.receipt,
       b.line_id, b.formed_at, b.unknown_reason, b.copy_orders, b.first_order, b.last_order
FROM batch b JOIN service s ON s.id = b.service_id JOIN budget_line l ON l.id = b.line_id
WHERE b.number = $1;

-- name: batch_open
-- batches on which something may be due
SELECT b.number, b.date, s.name, l.code, b.status, b.orders, b.total, b.manifest_sha256, b.sign_due, b.signed_by,
       b.signed_at, b.dispatch_due, b.year, b.payer, b.value_date, b.exported_at, b.dispatched_at, b.copy, b.receipt,
       b.line_id, b.formed_at, b.unknown_reason, b.copy_orders, b.first_order, b.last_order
FROM batch b JOIN service s ON s.id = b.service_id JOIN budget_line l ON l.id = b.line_id
WHERE b.status IN (0, 2, 3, 4, 5)
ORDER BY b.number;

-- name: batch_remade
-- $1 number, $2 orders, $3 total, $4 manifest_sha256, $5 status
UPDATE batch SET orders = $2, total = $3, manifest_sha256 = $4, status = $5 WHERE number = $1;

-- name: sheets_of
-- $1 batch
SELECT sheets FROM batch_sheets WHERE batch = $1;

-- name: sheets_insert
-- $1 batch, $2 sheets
INSERT INTO batch_sheets (batch, sheets) VALUES ($1, $2);

-- name: sheets_remade
-- $1 batch, $2 sheets: of a batch that has some
UPDATE batch_sheets SET sheets = $2 WHERE batch = $1;

-- name: batch_sign
-- $1 number, $2 signed_at, $3 signed_by, $4 value_date, $5 dispatch_due
UPDATE batch SET status = 2, orders_status = 2, signed_at = $2, signed_by = $3, value_date = $4, dispatch_due = $5
WHERE number = $1 AND status = 0;

-- name: batch_status
-- $1 number, $2 status
UPDATE batch SET status = $2 WHERE number = $1;

-- name: batch_exported
-- $1 number, $2 moment
UPDATE batch SET status = 3, exported_at = COALESCE(exported_at, $2) WHERE number = $1 AND status = 2;

-- name: batch_dispatched
-- $1 number, $2 moment: all orders without a status of their own
UPDATE batch SET orders_status = 3, dispatched_at = $2 WHERE number = $1 AND orders_status = 2;

-- name: batch_handed_over
-- $1 number, $2 receipt
UPDATE batch SET status = 4, receipt = $2 WHERE number = $1 AND status IN (3, 4);

-- name: batch_receipt
-- $1 number, $2 receipt: of a copy of some orders, while the outcome of others is unknown
UPDATE batch SET receipt = $2 WHERE number = $1;

-- name: copy_written
-- $1 batch, $2 copy: how many files of it stood whole
SELECT COUNT(*) FROM export_file WHERE batch = $1 AND copy = $2 AND complete = 1;

-- name: batch_unknown
-- $1 number, $2 reason
UPDATE batch SET status = 5, orders_status = 4, unknown_reason = $2 WHERE number = $1;

-- name: batch_copy
-- $1 number, $2 references: these never reached the treasury and are exported again as the next copy
UPDATE batch SET copy = copy + 1, copy_orders = $2, receipt = NULL WHERE number = $1;

-- name: signature_insert
-- $1 batch, $2 signed_at, $3 signed_by, $4 manifest_sha256
INSERT INTO signature (batch, signed_at, signed_by, manifest_sha256) VALUES ($1, $2, $3, $4);

-- name: signature_of
-- $1 batch
SELECT signed_at, signed_by, manifest_sha256 FROM signature WHERE batch = $1;

-- name: file_next
SELECT COALESCE(MAX(id), 0) + 1 FROM export_file;

-- name: file_complete
-- $1 batch, $2 format, $3 copy
UPDATE export_file SET complete = 1 WHERE batch = $1 AND format = $2 AND copy = $3;

-- name: file_one
-- $1 batch, $2 format, $3 copy
SELECT format, copy, name, sha256, orders, total, folder, complete FROM export_file
WHERE batch = $1 AND format = $2 AND copy = $3;

-- name: file_body
-- $1 batch, $2 format, $3 copy
SELECT body FROM export_file WHERE batch = $1 AND format = $2 AND copy = $3;

-- name: file_named
-- $1 name: the batch of a file that has it
SELECT batch FROM export_file WHERE name = $1 UNION SELECT batch FROM export_part WHERE name = $1 LIMIT 1;

-- name: parts_of
-- $1 batch, $2 format, $3 copy
SELECT name, sha256, orders, total, packed FROM export_part
WHERE batch = $1 AND format = $2 AND copy = $3 ORDER BY part;

-- name: parts_all
SELECT name, sha256, orders, total, packed, batch, format, copy FROM export_part ORDER BY batch, format, copy, part;

-- name: part_insert
-- $1 batch, $2 format, $3 copy, $4 part, $5 name, $6 sha256, $7 orders, $8 total, $9 packed
INSERT INTO export_part (batch, format, copy, part, name, sha256, orders, total, packed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: layout_one
-- $1 batch, $2 format, $3 copy
SELECT layout FROM export_layout WHERE batch = $1 AND format = $2 AND copy = $3;

-- name: layout_insert
-- $1 batch, $2 format, $3 copy, $4 layout
INSERT INTO export_layout (batch, format, copy, layout) VALUES ($1, $2, $3, $4);

-- name: files_all
SELECT format, copy, name, sha256, orders, total, folder, complete, batch FROM export_file
ORDER BY batch, id;

-- name: resolution_open
-- $1 batch
SELECT id, outcome, orders, person, reason FROM resolution WHERE batch = $1 AND used = 0 ORDER BY id;

-- name: resolution_last
-- $1 batch
SELECT outcome, orders, person, reason FROM resolution WHERE batch = $1 AND used = 1 ORDER BY id;

-- name: resolution_insert
-- $1 batch, $2 outcome, $3 orders, $4 person, $5 at, $6 reason, $7 used
INSERT INTO resolution (id, batch, outcome, orders, person, at, reason, used)
VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM resolution), $1, $2, $3, $4, $5, $6, $7);

-- name: resolution_use
-- $1 batch, $2 outcome, $3 orders: the words that were carried out
UPDATE resolution SET used = 1 WHERE batch = $1 AND outcome = $2 AND orders = $3 AND used = 0;

-- name: resolution_set_aside
-- $1 batch: nothing of it is unknown any more; words that nobody seconded count no longer
UPDATE resolution SET used = 2 WHERE batch = $1 AND used = 0;

-- name: batches_to_send_again
-- of unknown outcome, with orders that two people found not received
SELECT b.number FROM batch b
WHERE b.status = 5 AND (SELECT COUNT(*) FROM payment_order o WHERE o.batch = b.number AND o.own_status = 2
                        AND o.id BETWEEN b.first_order AND b.last_order) > 0;

-- name: batch_years
-- the years of which there are orders
SELECT DISTINCT year FROM batch ORDER BY year;

-- name: orders_following
-- $1 batch: how many orders have no status of their own
SELECT b.orders - (SELECT COUNT(*) FROM payment_order o WHERE o.batch = b.number AND o.own_status IN (2, 3, 4)
                   AND o.id BETWEEN b.first_order AND b.last_order)
FROM batch b WHERE b.number = $1;

-- name: orders_under_way
-- $1 batch: how many are signed or sent and not answered
SELECT COUNT(*) FROM order_open WHERE batch = $1 AND status IN (2, 3);
