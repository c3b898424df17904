-- name: steps_open
-- $1 now: of each step of the procedure how many items wait for it, how many of these are late by the department's own
-- cause, and when the first is due; what is on hold or found no money in the plan waits for others
SELECT 'confirm', COUNT(*), COUNT(*) FILTER (WHERE confirm_due < $1), MIN(confirm_due)
FROM request WHERE confirmed_at IS NULL AND refusal IS NULL
UNION ALL
SELECT 'form', COUNT(*), COUNT(*) FILTER (WHERE form_due < $1), MIN(form_due)
FROM request
WHERE confirmed_at IS NOT NULL AND refusal IS NULL AND ordered + withdrawn < amount AND ordered = 0 AND holds = 0
  AND (short_at IS NULL OR short_at > form_due)
UNION ALL
SELECT 'sign', COUNT(*), COUNT(*) FILTER (WHERE sign_due < $1), MIN(sign_due)
FROM batch WHERE status = 0
UNION ALL
SELECT 'dispatch', COUNT(*), COUNT(*) FILTER (WHERE dispatch_due < $1), MIN(dispatch_due)
FROM batch WHERE status IN (2, 3) AND dispatched_at IS NULL;
