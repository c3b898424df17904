-- name: plan_document
-- $1 year, $2 kind, $3 institution, $4 document_no
SELECT id, content, imported_on FROM plan_document
WHERE year = $1 AND kind = $2 AND institution = $3 AND document_no = $4;

-- name: plan_document_next
SELECT COALESCE(MAX(id), 0) + 1 FROM plan_document;

-- name: plan_document_insert
-- $1 id, $2 year, $3 kind, $4 institution, $5 document_no, $6 document_date, $7 imported_on, $8 imported_at, $9 content
INSERT INTO plan_document
    (id, year, kind, institution, document_no, document_date, imported_on, imported_at, content)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: plan_rows_of_year
-- $1 year, $2 last day of import
SELECT d.id, d.kind, d.document_date, d.imported_on, r.line_id, r.month, r.amount
FROM plan_document d JOIN plan_row r ON r.document_id = d.id
WHERE d.year = $1 AND d.imported_on <= $2
ORDER BY d.id, r.line_id, r.month;

-- name: plan_documents
-- $1 year: each document with its sum of the year by line
SELECT d.kind, d.document_no, d.document_date, d.imported_at, l.code, CAST(SUM(r.amount) AS BIGINT)
FROM plan_document d JOIN plan_row r ON r.document_id = d.id JOIN budget_line l ON l.id = r.line_id
WHERE d.year = $1 GROUP BY d.id, d.kind, d.document_no, d.document_date, d.imported_at, l.code ORDER BY d.id, l.code;

-- name: balance_live
-- $1 line, $2 year
SELECT COALESCE(MAX(live), 0) FROM budget_balance WHERE line_id = $1 AND year = $2;

-- name: balance_begin
-- $1 line, $2 year
INSERT INTO budget_balance (line_id, year, live, ceiling) VALUES ($1, $2, 0, 0)
ON CONFLICT (line_id, year) DO NOTHING;

-- name: balance_ceiling
-- $1 line, $2 year, $3 month, $4 day: the plan of payments (and of obligations, where there is one) to the month by the
-- documents in force on the day, less all openings
UPDATE budget_balance SET ceiling = (
    SELECT CASE
        WHEN SUM(CASE WHEN d.kind = 'obligations' THEN 1 ELSE 0 END) > 0
         AND SUM(CASE WHEN d.kind = 'obligations' AND r.month <= $3 THEN r.amount ELSE 0 END)
           < SUM(CASE WHEN d.kind = 'payments' AND r.month <= $3 THEN r.amount ELSE 0 END)
        THEN CAST(SUM(CASE WHEN d.kind = 'obligations' AND r.month <= $3 THEN r.amount
                           WHEN d.kind = 'opening' THEN -r.amount ELSE 0 END) AS BIGINT)
        ELSE CAST(COALESCE(SUM(CASE WHEN d.kind = 'payments' AND r.month <= $3 THEN r.amount
                                    WHEN d.kind = 'opening' THEN -r.amount ELSE 0 END), 0) AS BIGINT)
        END
    FROM plan_document d JOIN plan_row r ON r.document_id = d.id
    WHERE r.line_id = $1 AND d.year = $2 AND d.document_date <= $4 AND d.imported_on <= $4)
WHERE line_id = $1 AND year = $2;

-- name: balance_take
-- $1 line, $2 year, $3 sum
UPDATE budget_balance SET live = live + $3
WHERE line_id = $1 AND year = $2 AND live + $3 <= ceiling;

-- name: balance_free
-- $1 line, $2 year, $3 sum
UPDATE budget_balance SET live = live - $3
WHERE line_id = $1 AND year = $2 AND live >= $3;
