-- name: eds_next
SELECT COALESCE(MAX(id), 0) + 1 FROM eds_signature;

-- name: eds_insert
-- $1 id, $2 subject, $3 at, $4 person, $5 iin, $6 serial, $7 sha256, $8 evidence, $9 document
INSERT INTO eds_signature (id, subject, at, person, iin, serial, sha256, evidence, document)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: eds_of
-- $1 subject
SELECT id, subject, at, person, iin, serial, sha256, evidence, document FROM eds_signature WHERE subject = $1;

-- name: audit_eds
-- $1 after this id, $2 how many
SELECT id, subject, at, person, iin, serial, sha256, evidence, document FROM eds_signature
WHERE id > $1 ORDER BY id LIMIT $2;

-- name: result_no_longer
-- keys: orders whose result was signed, or whose money came back
DELETE FROM result_unsigned WHERE id IN ({keys});

-- name: results_unsigned
SELECT u.id, o.request_id, o.amount FROM result_unsigned u JOIN payment_order o ON o.id = u.id ORDER BY u.id;

-- name: results_unsigned_count
SELECT COUNT(*) FROM result_unsigned;
