-- On PostgreSQL orders lie in a partition a budget year. A file needs none: its keys begin with the year, so years lie one
-- behind the other in it.

-- A request with its confirmation. No order of it has a smaller key than `orders_from`: the year of its confirmation, or the
-- one before in the first days of a year.
DROP VIEW request_now;
CREATE VIEW request_now AS
SELECT r.*, c.at AS confirmed_at, c.person AS confirmed_by, c.form_due, c.letter_run,
       ((c.at - 259200000000) / 31556952000000 + 1970) * 10000000000 AS orders_from
FROM request r
LEFT JOIN confirmation c ON c.service_id = r.service_id AND c.last >= r.id
    AND c.first = (SELECT MAX(x.first) FROM confirmation x WHERE x.service_id = r.service_id AND x.first <= r.id);
