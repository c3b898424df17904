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
-- $1 id, $2 begun after, $3 seen after: a row for each role that its person ever had, one where it had none or where there is
-- no such session; in each, because every page asks for both, the last link's hash and the moment of the last binding change
SELECT j.hash, j.last, p.id, COALESCE(p.name, r.name), s.seen_at, COALESCE(c.language, r.language), s.recipient,
       o.role, o.valid_from, o.valid_to, o.basis, o.ended_at
FROM (SELECT (SELECT hash FROM journal ORDER BY seq DESC LIMIT 1) AS hash,
             (SELECT MAX(at) FROM journal WHERE binding = 1) AS last) j
LEFT JOIN web_session s ON s.id = $1 AND s.begun_at > $2 AND s.seen_at > $3
LEFT JOIN person p ON p.id = s.person_id LEFT JOIN credential c ON c.person_id = p.id
LEFT JOIN recipient r ON r.bin = s.recipient LEFT JOIN role o ON o.person_id = s.person_id
ORDER BY o.id;

-- name: session_insert
-- $1 id, $2 person or null, $3 moment, $4 address, $5 recipient or null
INSERT INTO web_session (id, person_id, begun_at, seen_at, address, recipient) VALUES ($1, $2, $3, $3, $4, $5);

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

-- name: recipient_of
-- $1 BIN
SELECT name, password FROM recipient WHERE bin = $1;

-- name: recipients_named
-- $1 BIN, or the IIN of whom registered it
SELECT bin, password FROM recipient WHERE bin = $1 OR iin = $1 ORDER BY bin;

-- name: recipient_all
SELECT bin, name, iin, serial, mail, password FROM recipient ORDER BY bin;

-- name: recipient_registered
-- $1 BIN, $2 name, $3 PHC, $4 moment, $5 IIN, $6 serial number, $7 address for e-mail
INSERT INTO recipient (bin, name, password, registered_at, iin, serial, mail) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (bin) DO UPDATE SET name = excluded.name, password = excluded.password, registered_at = excluded.registered_at,
    iin = excluded.iin, serial = excluded.serial, mail = excluded.mail;

-- name: recipient_mail
-- $1 BIN
SELECT mail FROM recipient WHERE bin = $1;

-- name: recipient_language
-- $1 BIN, $2 language
UPDATE recipient SET language = $2 WHERE bin = $1;

-- name: recipient_sessions_end
-- $1 BIN
DELETE FROM web_session WHERE recipient = $1;

-- name: recipient_requests
-- $1 BIN, $2 key, $3 how many: of an organisation, before this one, the newest first
SELECT request_id FROM recipient_request WHERE bin = $1 AND request_id < $2 ORDER BY request_id DESC LIMIT $3;

-- name: recipients_upto
SELECT upto FROM recipient_cursor;

-- name: recipients_move
-- $1 from, $2 to: nothing where another program was first
UPDATE recipient_cursor SET upto = $2 WHERE upto = $1;

-- name: recipients_fill
-- $1 after this request, $2 to this one
INSERT INTO recipient_request (bin, request_id) SELECT recipient_bin, id FROM request WHERE id > $1 AND id <= $2;

-- name: token_one
-- $1 id: whose it is
SELECT p.id, p.name FROM api_token t JOIN person p ON p.id = t.person_id WHERE t.id = $1 AND t.ended_at IS NULL;

-- name: token_all
-- those in force
SELECT t.id, p.name, t.name FROM api_token t JOIN person p ON p.id = t.person_id WHERE t.ended_at IS NULL;

-- name: token_insert
-- $1 id, $2 name of a person, $3 name of the program, $4 moment
INSERT INTO api_token (id, person_id, name, begun_at) SELECT $1, id, $3, $4 FROM person WHERE name = $2;

-- name: tokens_end
-- $1 name of a person, $2 name of the program, $3 moment
UPDATE api_token SET ended_at = $3
WHERE ended_at IS NULL AND name = $2 AND person_id = (SELECT id FROM person WHERE name = $1);

-- name: answer_one
-- $1 person, $2 key
SELECT content, status, answer FROM api_answer WHERE person_id = $1 AND key = $2;

-- name: answer_insert
-- $1 person, $2 key, $3 content, $4 status, $5 document, $6 moment
INSERT INTO api_answer (person_id, key, content, status, answer, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (person_id, key) DO NOTHING;

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

-- name: browser_accounts
-- $1 id: as whom somebody came in before through this browser
SELECT account FROM known_browser WHERE id = $1 ORDER BY account;

-- name: browser_known
-- $1 id, $2 account, $3 moment
INSERT INTO known_browser (id, account, seen_at) VALUES ($1, $2, $3)
ON CONFLICT (id, account) DO UPDATE SET seen_at = excluded.seen_at;

-- name: browsers_forget
-- $1 last used before
DELETE FROM known_browser WHERE seen_at < $1;
