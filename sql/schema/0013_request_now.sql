-- A request with its confirmation.
CREATE VIEW request_now AS
SELECT r.*, c.at AS confirmed_at, c.person AS confirmed_by, c.form_due, c.letter_run
FROM request r
LEFT JOIN confirmation c ON c.service_id = r.service_id AND c.last >= r.id
    AND c.first = (SELECT MAX(x.first) FROM confirmation x WHERE x.service_id = r.service_id AND x.first <= r.id);

-- The keys of the requests on which something may be open.
CREATE VIEW request_open AS
SELECT r.id FROM arrival a JOIN request r ON r.id BETWEEN a.first AND a.last AND r.service_id = a.service_id
UNION ALL
SELECT request_id AS id FROM unfinished;

-- What is held by a hold of its own waits for a person, not for a tick.
CREATE INDEX request_held ON request (id) WHERE holds <> 0;

-- The keys of the requests that may wait for money, held or not.
CREATE VIEW request_unpaid AS
SELECT id FROM request_open UNION SELECT id FROM request WHERE holds <> 0;

-- What of each request is covered by live orders, and what of that is paid.
CREATE VIEW request_sums AS
SELECT request_id, CAST(SUM(CASE WHEN status IN (1, 6, 7) THEN 0 ELSE amount END) AS BIGINT) AS ordered,
       CAST(SUM(CASE WHEN status = 5 THEN amount ELSE 0 END) AS BIGINT) AS paid
FROM order_now GROUP BY request_id;
