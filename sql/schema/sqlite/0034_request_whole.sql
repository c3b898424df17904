-- A request with its confirmation and what orders cover of it, for whoever wants a few. Whoever reads all of them joins
-- `request_now` and `request_sums`.
CREATE VIEW request_whole AS
SELECT r.*,
       COALESCE((SELECT SUM(CASE WHEN o.answer IS NULL OR o.answer = 5 THEN o.amount END)
           FROM order_answered o WHERE o.request_id = r.id AND o.id >= r.orders_from), 0) AS ordered,
       COALESCE((SELECT SUM(CASE WHEN o.answer = 5 THEN o.amount END)
           FROM order_answered o WHERE o.request_id = r.id AND o.id >= r.orders_from), 0) AS paid
FROM request_now r;
