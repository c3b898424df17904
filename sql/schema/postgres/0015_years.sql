-- Orders, their facts and their answers lie in a partition a budget year (`payment_order_2026`, `order_piece_2026`,
-- `answer_2026`): what settled years hold is neither read nor written, and may lie on a slower disk. Every key holds the
-- year, so no key changes.
--
-- There is no default partition: forming makes the year's before its first order, and only orders that are there are
-- answered. A default one would take a row whose year nobody made, and each new year would lock it against every reader
-- and search it.

DROP VIEW request_sums;
DROP VIEW order_now;
DROP VIEW request_now;

ALTER TABLE payment_order RENAME TO payment_order_whole;
ALTER TABLE order_piece RENAME TO order_piece_whole;
ALTER TABLE answer RENAME TO answer_whole;
ALTER INDEX order_piece_pkey RENAME TO order_piece_whole_pkey;
ALTER INDEX answer_pkey RENAME TO answer_whole_pkey;
DROP INDEX order_request;
DROP INDEX order_own;

CREATE TABLE payment_order (
    id            BIGINT PRIMARY KEY,          -- year × 10 000 000 000 + number within the year
    batch         BIGINT NOT NULL,
    request_id    BIGINT NOT NULL,
    nth           BIGINT NOT NULL,             -- how many orders its request had before: the same rest is never ordered twice
    amount        BIGINT NOT NULL CHECK (amount > 0),
    replaces      BIGINT,                      -- key of the rejected or returned order before it
    own_status    BIGINT,                      -- null: as the batch's orders; 1 declined; 2, 3, 4 where it differs
    dispatched_at BIGINT,                      -- where it has a status of its own
    declined_at   BIGINT,
    reason        TEXT                         -- why declined
) PARTITION BY RANGE (id);
CREATE INDEX order_own ON payment_order (batch, own_status) WHERE own_status IS NOT NULL;

CREATE TABLE order_piece (
    first BIGINT PRIMARY KEY,                  -- key of its first order; the others follow without a gap
    last  BIGINT NOT NULL,
    body  BYTEA  NOT NULL                      -- a line an order (`OrderFacts::line`), each ended by \n; zstd, or plain
) PARTITION BY RANGE (first);

CREATE TABLE answer (
    id            BIGINT PRIMARY KEY CHECK (id % 8 IN (5, 6, 7)), -- the order's key × 8, plus 5 paid, 6 rejected, 7 returned
    at            BIGINT NOT NULL,
    reason        TEXT   NOT NULL,
    value_date    TEXT,                        -- the day the treasury names; null where an old schema did not keep it
    treasury_ref  TEXT,
    statement_id  BIGINT,                      -- null: on two people's word
    statement_row BIGINT,                      -- line in the statement's file
    letter_run    BIGINT,                      -- of a paid order; null: the letter stands in `notice`
    rest          BIGINT                       -- what of the request was unpaid after it, as its letter says
) PARTITION BY RANGE (id);

-- Makes the partitions of a year where they are missing. A table is made and then attached, because that keeps no reader
-- and no writer out; made at once as a partition it would wait for all of them.
CREATE FUNCTION add_year(year BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
    whole TEXT;
    part  TEXT;
    unit  BIGINT;
BEGIN
    IF EXISTS (SELECT 1 FROM pg_class WHERE relname = 'payment_order_' || year AND relispartition
               AND relnamespace = current_schema()::regnamespace) THEN
        RETURN false;
    END IF;
    FOR whole, unit IN VALUES ('payment_order', 10000000000), ('order_piece', 10000000000), ('answer', 80000000000) LOOP
        part := whole || '_' || year;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, whole);
        IF whole = 'payment_order' THEN
            EXECUTE format('CREATE UNIQUE INDEX %I ON %I (request_id, nth)', part || '_request', part);
        END IF;
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                       whole, part, year * unit, (year + 1) * unit);
    END LOOP;
    RETURN true;
END $$;

-- The same rest is never ordered twice. A unique key over all partitions would have to hold the year and so allow one
-- order a year; hence each year has its own key (request_id, nth), and between years two guards stand, made with the year:
-- * Only the newest year takes new orders. What an earlier year holds is therefore final, and so is the highest request of
--   which it has one; requests beyond that cannot have had an order before, and these are nearly all of a year's.
-- * An order of any other request, carried over from an earlier year, is looked up in all years.
-- Closing a year waits for whoever is writing into it, so no order of it is overlooked; readers go on.
CREATE FUNCTION refuse_second_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payment_order WHERE request_id = NEW.request_id AND nth = NEW.nth AND id <> NEW.id) THEN
        RAISE EXCEPTION 'the rest of request % was ordered in another year', NEW.request_id
            USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION guard_years() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    part    TEXT;
    year    BIGINT;
    newest  BIGINT;
    highest BIGINT;
BEGIN
    FOR part, year, newest IN
        SELECT p.name, p.year, MAX(p.year) OVER ()
        FROM (SELECT c.relname AS name, CAST(substr(c.relname, 15) AS BIGINT) AS year
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
              WHERE i.inhparent = 'payment_order'::regclass) AS p
        ORDER BY p.year
    LOOP
        CONTINUE WHEN EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = part::regclass
                              AND tgname = CASE WHEN year < newest THEN 'order_year_over' ELSE 'order_once' END);
        IF year < newest THEN
            EXECUTE format('CREATE TRIGGER order_year_over BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION refuse(%L)',
                           part, 'a later year has begun: this one gets no more orders');
        ELSE
            SELECT MAX(request_id) INTO highest FROM payment_order WHERE id < year * 10000000000;
            IF highest IS NOT NULL THEN
                EXECUTE format('CREATE TRIGGER order_once AFTER INSERT OR UPDATE OF request_id, nth ON %I FOR EACH ROW
                                WHEN (NEW.request_id <= %s) EXECUTE FUNCTION refuse_second_order()', part, highest);
            END IF;
        END IF;
    END LOOP;
END $$;

-- What every forming asks for in its transaction: whoever else forms meanwhile waits for it as every writer does, and finds
-- the year. While a year is detached nothing is formed: what it paid would count as unpaid.
CREATE FUNCTION open_year(year BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    missing BIGINT;
BEGIN
    SELECT MIN(b.year) INTO missing FROM (SELECT DISTINCT batch.year FROM batch WHERE first_order > 0) AS b
    WHERE (SELECT COUNT(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
           WHERE i.inhparent IN ('payment_order'::regclass, 'order_piece'::regclass, 'answer'::regclass)
             AND c.relname IN ('payment_order_' || b.year, 'order_piece_' || b.year, 'answer_' || b.year)) < 3;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'the orders of % are not all attached; nothing is formed before they are', missing
            USING ERRCODE = 'check_violation';
    END IF;
    IF add_year(year) THEN
        PERFORM guard_years();
    END IF;
END $$;

SELECT add_year(y.year)
FROM (SELECT id / 10000000000 AS year FROM payment_order_whole
      UNION SELECT first / 10000000000 FROM order_piece_whole
      UNION SELECT id / 80000000000 FROM answer_whole) AS y
ORDER BY y.year;
INSERT INTO payment_order
SELECT id, batch, request_id, nth, amount, replaces, own_status, dispatched_at, declined_at, reason
FROM payment_order_whole ORDER BY id;
INSERT INTO order_piece SELECT first, last, body FROM order_piece_whole ORDER BY first;
INSERT INTO answer
SELECT id, at, reason, value_date, treasury_ref, statement_id, statement_row, letter_run, rest
FROM answer_whole ORDER BY id;
DROP TABLE payment_order_whole;
DROP TABLE order_piece_whole;
DROP TABLE answer_whole;
SELECT guard_years();

-- An order as it stands now.
CREATE VIEW order_now AS
SELECT o.id, o.id / 10000000000 AS year, o.id % 10000000000 AS number, o.batch, o.request_id, o.amount, o.replaces,
       CASE WHEN o.own_status = 1 THEN 1
            WHEN r.id IS NOT NULL THEN 7
            WHEN j.id IS NOT NULL THEN 6
            WHEN p.id IS NOT NULL THEN 5
            ELSE COALESCE(o.own_status, b.orders_status) END AS status,
       CASE WHEN o.own_status IS NULL THEN b.dispatched_at ELSE o.dispatched_at END AS dispatched_at,
       p.at AS paid_at,
       COALESCE(r.at, j.at, o.declined_at) AS ended_at,
       COALESCE(r.reason, j.reason, p.reason, o.reason) AS reason,
       COALESCE(r.value_date, j.value_date, p.value_date) AS value_date,
       COALESCE(r.treasury_ref, j.treasury_ref, p.treasury_ref) AS treasury_ref
FROM payment_order o
LEFT JOIN batch b ON b.number = o.batch
LEFT JOIN answer p ON p.id = o.id * 8 + 5
LEFT JOIN answer j ON j.id = o.id * 8 + 6
LEFT JOIN answer r ON r.id = o.id * 8 + 7;

-- An order that may still be paid or come to nothing: live, and without an answer.
CREATE VIEW order_open AS
SELECT o.id, o.id / 10000000000 AS year, o.id % 10000000000 AS number, b.number AS batch, b.status AS batch_status,
       o.request_id, o.amount, COALESCE(o.own_status, b.orders_status) AS status,
       CASE WHEN o.own_status IS NULL THEN b.dispatched_at ELSE o.dispatched_at END AS dispatched_at
FROM batch b JOIN payment_order o ON o.id BETWEEN b.first_order AND b.last_order
WHERE COALESCE(o.own_status, b.orders_status) IN (0, 2, 3, 4)
  AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.id BETWEEN o.id * 8 + 5 AND o.id * 8 + 7);

-- The status alone, looked up for each order: for whoever asks for one request after the other. A join would rather read the
-- answers of all years. Filter by it after the look-up (CASE, not WHERE): a costly filter leads the planner to odd indexes.
CREATE VIEW order_status AS
SELECT o.id, o.request_id, o.amount,
       CASE WHEN o.own_status = 1 THEN 1
            ELSE COALESCE((SELECT MAX(a.id % 8) FROM answer a WHERE a.id BETWEEN o.id * 8 + 5 AND o.id * 8 + 7),
                          o.own_status, (SELECT b.orders_status FROM batch b WHERE b.number = o.batch)) END AS status
FROM payment_order o;

-- A request with its confirmation. No order of it has a smaller key than `orders_from`: the year of its confirmation, or the
-- one before in the first days of a year.
CREATE VIEW request_now AS
SELECT r.*, c.at AS confirmed_at, c.person AS confirmed_by, c.form_due, c.letter_run,
       ((c.at - 259200000000) / 31556952000000 + 1970) * 10000000000 AS orders_from
FROM request r
LEFT JOIN confirmation c ON c.service_id = r.service_id AND c.last >= r.id
    AND c.first = (SELECT MAX(x.first) FROM confirmation x WHERE x.service_id = r.service_id AND x.first <= r.id);

-- What of each request is covered by live orders, and what of that is paid.
CREATE VIEW request_sums AS
SELECT request_id, CAST(SUM(CASE WHEN status IN (1, 6, 7) THEN 0 ELSE amount END) AS BIGINT) AS ordered,
       CAST(SUM(CASE WHEN status = 5 THEN amount ELSE 0 END) AS BIGINT) AS paid
FROM order_now GROUP BY request_id;
