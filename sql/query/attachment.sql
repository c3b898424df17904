-- name: attachment_next
SELECT COALESCE(MAX(id), 0) + 1 FROM attachment;

-- name: attachments_of_request
-- $1 request: the files that came with it, in their order
SELECT a.id, a.file_id, a.nth, a.name, a.media, CAST(LENGTH(a.body) AS BIGINT), a.sha256
FROM attachment a WHERE a.file_id = (SELECT file_id FROM request WHERE id = $1) ORDER BY a.nth;

-- name: attachments_of_number
-- $1 service, $2 number of a request
SELECT a.id, a.file_id, a.nth, a.name, a.media, CAST(LENGTH(a.body) AS BIGINT), a.sha256
FROM attachment a WHERE a.file_id = (SELECT file_id FROM request WHERE service_id = $1 AND number = $2) ORDER BY a.nth;

-- name: attachment_body
-- $1 id
SELECT body FROM attachment WHERE id = $1;

-- name: audit_attachments
-- $1 after this id, $2 how many
SELECT id, file_id, nth, name, media, sha256, body FROM attachment WHERE id > $1 ORDER BY id LIMIT $2;
