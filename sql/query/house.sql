-- name: installation_insert
-- $1 profile, $2 created_at
INSERT INTO installation (id, profile, created_at) VALUES (1, $1, $2);

-- name: installation_profile
SELECT profile FROM installation WHERE id = 1;

-- name: rules_id
-- $1 fingerprint
SELECT id FROM rules WHERE fingerprint = $1;

-- name: rules_insert
-- $1 fingerprint, $2 bundle, $3 first_used_at
INSERT INTO rules (id, fingerprint, bundle, first_used_at)
VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM rules), $1, $2, $3);

-- name: rules_bundle
-- $1 id
SELECT fingerprint, bundle FROM rules WHERE id = $1;

-- name: rules_all
SELECT id, fingerprint FROM rules ORDER BY id;

-- name: service_ids
SELECT id, name FROM service ORDER BY id;

-- name: service_insert
-- $1 name
INSERT INTO service (id, name) VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM service), $1);

-- name: line_ids
SELECT id, code FROM budget_line ORDER BY id;

-- name: line_insert
-- $1 code
INSERT INTO budget_line (id, code) VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM budget_line), $1);
