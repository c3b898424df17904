-- A request with its confirmation and what orders cover of it, for whoever wants a few: looked up request by request, and the
-- answer to each order once (OFFSET keeps the planner from putting its look-up into both sums). Whoever reads all of them joins
-- `request_now` and `request_sums`.
CREATE VIEW request_whole AS
SELECT r.*, c.at AS confirmed_at, c.person AS confirmed_by, c.form_due,
       COALESCE(x.ordered, 0) AS ordered, COALESCE(x.paid, 0) AS paid
FROM request r
LEFT JOIN LATERAL (SELECT * FROM confirmation c WHERE c.service_id = r.service_id AND c.first <= r.id
                   ORDER BY c.first DESC LIMIT 1) AS c ON c.last >= r.id
LEFT JOIN LATERAL (
    SELECT CAST(SUM(CASE WHEN o.answer IS NULL OR o.answer = 5 THEN o.amount END) AS BIGINT) AS ordered,
           CAST(SUM(CASE WHEN o.answer = 5 THEN o.amount END) AS BIGINT) AS paid
    FROM (SELECT o.amount, o.answer FROM order_answered o
          WHERE o.request_id = r.id AND o.id >= ((c.at - 259200000000) / 31556952000000 + 1970) * 10000000000
          OFFSET 0) AS o) AS x ON true;
