-- An order's facts are kept once, as the lines that the head's manifest is made of: a thousand orders a row. What the
-- program sums, joins and changes stays a row of numbers an order.

CREATE TABLE order_piece (
    first BIGINT PRIMARY KEY,                  -- key of its first order; the others follow without a gap
    last  BIGINT NOT NULL,
    body  BYTEA  NOT NULL                      -- a line an order (`OrderFacts::line`), each ended by \n; zstd, or plain
);

INSERT INTO order_piece
SELECT MIN(id), MAX(id), convert_to(string_agg(line, '' ORDER BY id), 'UTF8')
FROM (SELECT o.id, o.batch,
      (o.id / 10000000000) || '-' || (o.id % 10000000000) || chr(9) || b.date || chr(9)
     || replace(replace(replace(replace(r.number, '\', '\\'), chr(9), '\t'), chr(10), '\n'), chr(13), '\r')
     || chr(9) || (o.amount / 100) || '.' || lpad((o.amount % 100)::text, 2, '0') || chr(9) || o.payee_bin
     || chr(9) || o.account || chr(9) || o.bank_bic || chr(9) || o.kbe || chr(9) || o.knp || chr(9)
     || replace(replace(replace(replace(o.payee_name, '\', '\\'), chr(9), '\t'), chr(10), '\n'), chr(13), '\r')
     || chr(9)
     || replace(replace(replace(replace(o.purpose, '\', '\\'), chr(9), '\t'), chr(10), '\n'), chr(13), '\r')
     || chr(10) AS line
      FROM payment_order o JOIN batch b ON b.number = o.batch JOIN request r ON r.id = o.request_id) AS facts
GROUP BY batch, id / 1000
ORDER BY 1;
