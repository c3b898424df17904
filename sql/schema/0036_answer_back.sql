-- What was rejected or came back: few, and what the plan's sums leave out of the batches' totals.
CREATE INDEX answer_back ON answer (id) WHERE id % 8 <> 5;
