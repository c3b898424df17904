-- name: person_roles
SELECT o.id, p.name, p.login, o.role, o.valid_from, o.valid_to, o.basis, o.ended_at, p.iin
FROM role o JOIN person p ON p.id = o.person_id
ORDER BY o.id;

-- name: person_id
-- $1 name
SELECT id FROM person WHERE name = $1;

-- name: person_login
-- $1 id, $2 login
UPDATE person SET login = $2 WHERE id = $1;

-- name: person_iin
-- $1 name, $2 IIN
UPDATE person SET iin = $2 WHERE name = $1;

-- name: person_insert
-- $1 name, $2 login
INSERT INTO person (id, name, login) VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM person), $1, $2);

-- name: role_insert
-- $1 person, $2 role, $3 valid_from, $4 valid_to, $5 basis
INSERT INTO role (id, person_id, role, valid_from, valid_to, basis)
VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM role), $1, $2, $3, $4, $5);

-- name: role_end
-- $1 person's name, $2 moment
UPDATE role SET ended_at = $2
WHERE ended_at IS NULL AND person_id = (SELECT id FROM person WHERE name = $1);
