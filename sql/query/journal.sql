-- name: journal_head
SELECT seq, at, hash FROM journal ORDER BY seq DESC LIMIT 1;

-- name: journal_stands
-- the last link's hash, and the moment of the last change that binds
SELECT hash, (SELECT MAX(at) FROM journal WHERE binding = 1) FROM journal ORDER BY seq DESC LIMIT 1;

-- name: journal_last_change
SELECT MAX(at) FROM journal WHERE binding = 1;

-- name: journal_page
-- $1 after this seq, $2 how many
SELECT j.seq, j.at, j.binding, j.actor, r.fingerprint, j.events, j.previous, j.hash, j.body
FROM journal j JOIN rules r ON r.id = j.rules_id
WHERE j.seq > $1 ORDER BY j.seq LIMIT $2;
