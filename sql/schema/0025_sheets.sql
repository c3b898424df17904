-- The sheets of a batch whose orders are too many to stand in its manifest by themselves, as the manifest names them; a batch
-- that was formed before there were sheets has none, and its manifest holds every order.
CREATE TABLE batch_sheets (
    batch  BIGINT PRIMARY KEY,
    sheets TEXT   NOT NULL
);
