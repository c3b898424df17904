-- name: eds_insert
-- $1 batch, $2 at, $3 person, $4 iin, $5 serial, $6 sha256, $7 evidence
INSERT INTO eds_signature (batch, at, person, iin, serial, sha256, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: eds_of
-- $1 batch
SELECT batch, at, person, iin, serial, sha256, evidence FROM eds_signature WHERE batch = $1;

-- name: audit_eds
-- $1 after this batch, $2 how many
SELECT batch, at, person, iin, serial, sha256, evidence FROM eds_signature WHERE batch > $1 ORDER BY batch LIMIT $2;
