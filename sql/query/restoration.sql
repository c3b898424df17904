-- name: restoration_last
SELECT id, at, day, ended_at FROM restoration ORDER BY id DESC LIMIT 1;

-- name: restoration_statements
-- $1 restoration: statements of its day or later that came since
SELECT s.date, s.imported_at FROM restoration r JOIN statement s ON s.id > r.last_statement AND s.date >= r.day WHERE r.id = $1;

-- name: restoration_breaks
-- $1 restoration: open breaks of the statements that came since
SELECT d.id FROM restoration r JOIN difference d ON d.statement_id > r.last_statement
WHERE r.id = $1 AND d.settled_at IS NULL ORDER BY d.id;

-- name: restoration_insert
-- $1 moment, $2 day, $3 person, $4 copy_sha256, $5 copy_head, $6 replaced_head; an older restore that still waited is
-- over: this one waits for the same and more
INSERT INTO restoration (id, at, day, person, copy_sha256, copy_head, replaced_head, last_statement)
VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM restoration), $1, $2, $3, $4, $5, $6,
        (SELECT COALESCE(MAX(id), 0) FROM statement));

-- name: restoration_end
-- $1 moment
UPDATE restoration SET ended_at = $1 WHERE ended_at IS NULL;

-- name: restoration_all
SELECT id, at, day, person, copy_sha256, copy_head, replaced_head, ended_at FROM restoration ORDER BY id;
