-- name: outgoing_cursor
-- $1 channel: the last link of the journal whose letters were put out for it
SELECT link FROM outgoing_cursor WHERE channel = $1;

-- name: outgoing_cursor_begin
-- $1 channel, $2 link: letters of before are nobody's news
INSERT INTO outgoing_cursor (channel, link) VALUES ($1, $2) ON CONFLICT (channel) DO NOTHING;

-- name: outgoing_cursor_move
-- $1 channel, $2 from, $3 to: nothing where another program was first
UPDATE outgoing_cursor SET link = $3 WHERE channel = $1 AND link = $2;

-- name: outgoing_due
-- $1 moment, $2 how many
SELECT channel, link, place, kind, subject, tries FROM outgoing
WHERE state = 0 AND next_at <= $1 ORDER BY next_at, link, place LIMIT $2;

-- name: outgoing_claim
-- $1 channel, $2 link, $3 place, $4 moment, $5 until when nobody else tries
UPDATE outgoing SET next_at = $5, tries = tries + 1
WHERE channel = $1 AND link = $2 AND place = $3 AND state = 0 AND next_at <= $4;

-- name: outgoing_ended
-- $1 channel, $2 link, $3 place, $4 state, $5 next try, $6 what was wrong
UPDATE outgoing SET state = $4, next_at = $5, error = $6 WHERE channel = $1 AND link = $2 AND place = $3;

-- name: outgoing_open
-- what waits, and what is given up
SELECT channel, link, place, kind, subject, tries, state, next_at, error FROM outgoing WHERE state <> 1
ORDER BY state DESC, next_at, link, place;

-- name: outgoing_retry
-- $1 moment: everything that was given up is tried again
UPDATE outgoing SET state = 0, tries = 0, next_at = $1 WHERE state = 2;
