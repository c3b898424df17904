-- name: access_of
-- $1 name of a person: what he proves with that it is him
SELECT p.id, c.password, c.factor, c.factor_step, c.language
FROM person p LEFT JOIN credential c ON c.person_id = p.id WHERE p.name = $1;

-- name: access_secrets
SELECT p.name, c.password, c.factor FROM credential c JOIN person p ON p.id = c.person_id ORDER BY p.id;

-- name: access_password
-- $1 name, $2 PHC
INSERT INTO credential (person_id, password) SELECT id, $2 FROM person WHERE name = $1
ON CONFLICT (person_id) DO UPDATE SET password = excluded.password;

-- name: access_factor
-- $1 name, $2 secret or null
INSERT INTO credential (person_id, factor) SELECT id, $2 FROM person WHERE name = $1
ON CONFLICT (person_id) DO UPDATE SET factor = excluded.factor, factor_step = 0;

-- name: access_step
-- $1 person, $2 step of a code: once used, it and those before count no more
UPDATE credential SET factor_step = $2 WHERE person_id = $1 AND factor_step < $2;

-- name: access_language
-- $1 person, $2 language
INSERT INTO credential (person_id, language) VALUES ($1, $2)
ON CONFLICT (person_id) DO UPDATE SET language = excluded.language;

-- name: session_one
-- $1 id, $2 begun after, $3 seen after
SELECT p.id, p.name, s.seen_at, c.language
FROM web_session s JOIN person p ON p.id = s.person_id LEFT JOIN credential c ON c.person_id = p.id
WHERE s.id = $1 AND s.begun_at > $2 AND s.seen_at > $3;

-- name: session_insert
-- $1 id, $2 person, $3 moment, $4 address
INSERT INTO web_session (id, person_id, begun_at, seen_at, address) VALUES ($1, $2, $3, $3, $4);

-- name: session_seen
-- $1 id, $2 moment
UPDATE web_session SET seen_at = $2 WHERE id = $1;

-- name: session_end
-- $1 id
DELETE FROM web_session WHERE id = $1;

-- name: sessions_end_others
-- $1 name of a person, $2 the session that stays
DELETE FROM web_session WHERE person_id = (SELECT id FROM person WHERE name = $1) AND id <> $2;

-- name: sessions_forget
-- $1 begun before, $2 seen before
DELETE FROM web_session WHERE begun_at <= $1 OR seen_at <= $2;

-- name: sign_in_failures
-- $1 subject
SELECT count, last_at FROM sign_in_failure WHERE subject = $1;

-- name: sign_in_failed
-- $1 subject, $2 moment, $3 failures before this moment are forgotten
INSERT INTO sign_in_failure (subject, count, last_at) VALUES ($1, 1, $2)
ON CONFLICT (subject) DO UPDATE
SET count = CASE WHEN sign_in_failure.last_at < $3 THEN 1 ELSE sign_in_failure.count + 1 END, last_at = excluded.last_at;

-- name: sign_in_done
-- $1 subject
DELETE FROM sign_in_failure WHERE subject = $1;
