-- Missing answers that somebody explained: asked for by the orders that wait for one.
CREATE INDEX difference_explained ON difference (order_number) WHERE kind = 'not-answered';
