-- What waits for the electronic signature of a person of the department beside acceptances, which follow from what is
-- unconfirmed: results of paid orders (004 §8.10) and refusals (004 §3).

CREATE TABLE result_unsigned (
    id BIGINT PRIMARY KEY                      -- key of the paid order whose letter nobody has signed
);

-- requests whose refusal somebody proposed: bit 64 of their holds
CREATE INDEX request_refusal_proposed ON request (id) WHERE holds >= 64;
