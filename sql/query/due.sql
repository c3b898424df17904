-- name: steps_open
-- $1 now: of each step of the procedure how many items wait for it, how many of these are late by the department's own
-- cause, and when the first is due; what is on hold or found no money in the plan waits for others
SELECT 'confirm', COUNT(*), COUNT(*) FILTER (WHERE r.confirm_due < $1), MIN(r.confirm_due)
FROM request_open w JOIN request_now r ON r.id = w.id WHERE r.confirmed_at IS NULL AND r.refusal IS NULL
  AND r.withdrawn < r.amount
UNION ALL
SELECT 'form', COUNT(*), COUNT(*) FILTER (WHERE r.form_due < $1), MIN(r.form_due)
FROM request_open w JOIN request_now r ON r.id = w.id
WHERE r.confirmed_at IS NOT NULL AND r.refusal IS NULL AND r.withdrawn < r.amount AND r.holds = 0
  AND (r.short_at IS NULL OR r.short_at > r.form_due)
  AND (SELECT COUNT(CASE WHEN o.status NOT IN (1, 6, 7) THEN 1 END) FROM order_status o
       WHERE o.request_id = r.id AND o.id >= r.orders_from) = 0
UNION ALL
SELECT 'sign', COUNT(*), COUNT(*) FILTER (WHERE sign_due < $1), MIN(sign_due)
FROM batch WHERE status = 0
UNION ALL
SELECT 'dispatch', COUNT(*), COUNT(*) FILTER (WHERE dispatch_due < $1), MIN(dispatch_due)
FROM batch WHERE status IN (2, 3) AND dispatched_at IS NULL;
