-- name: journal_head
SELECT seq, at, hash FROM journal ORDER BY seq DESC LIMIT 1;

-- name: journal_last_change
SELECT MAX(at) FROM journal WHERE binding = 1;

-- name: journal_insert
-- $1 seq, $2 at, $3 binding, $4 actor, $5 rules_id, $6 events, $7 previous, $8 hash, $9 body
INSERT INTO journal (seq, at, binding, actor, rules_id, events, previous, hash, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: journal_page
-- $1 after this seq, $2 how many
SELECT j.seq, j.at, j.binding, j.actor, r.fingerprint, j.events, j.previous, j.hash, j.body
FROM journal j JOIN rules r ON r.id = j.rules_id
WHERE j.seq > $1 ORDER BY j.seq LIMIT $2;
