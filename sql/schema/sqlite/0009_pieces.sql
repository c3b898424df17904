-- An order's facts are kept once, as the lines that the head's manifest is made of: a thousand orders a row. What the
-- program sums, joins and changes stays a row of numbers an order.

CREATE TABLE order_piece (
    first BIGINT PRIMARY KEY,                  -- key of its first order; the others follow without a gap
    last  BIGINT NOT NULL,
    body  BYTEA  NOT NULL                      -- a line an order (`OrderFacts::line`), each ended by \n; zstd, or plain
);

INSERT INTO order_piece
SELECT MIN(id), MAX(id), CAST(group_concat(line, '' ORDER BY id) AS BLOB)
FROM (SELECT o.id, o.batch,
      (o.id / 10000000000) || '-' || (o.id % 10000000000) || char(9) || b.date || char(9)
     || replace(replace(replace(replace(r.number, '\', '\\'), char(9), '\t'), char(10), '\n'), char(13), '\r')
     || char(9) || printf('%d.%02d', o.amount / 100, o.amount % 100) || char(9) || o.payee_bin || char(9)
     || o.account || char(9) || o.bank_bic || char(9) || o.kbe || char(9) || o.knp || char(9)
     || replace(replace(replace(replace(o.payee_name, '\', '\\'), char(9), '\t'), char(10), '\n'), char(13), '\r')
     || char(9)
     || replace(replace(replace(replace(o.purpose, '\', '\\'), char(9), '\t'), char(10), '\n'), char(13), '\r')
     || char(10) AS line
      FROM payment_order o JOIN batch b ON b.number = o.batch JOIN request r ON r.id = o.request_id)
GROUP BY batch, id / 1000
ORDER BY 1;
