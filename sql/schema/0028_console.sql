-- How people come into the console.

-- What a person proves with that it is him. The journal holds the digest of both secrets, so that one that was changed
-- here alone is found.
CREATE TABLE credential (
    person_id   BIGINT PRIMARY KEY REFERENCES person (id),
    password    TEXT,                          -- argon2id, in its PHC form
    factor      BYTEA,                         -- secret of the second factor (TOTP); null: none
    factor_step BIGINT NOT NULL DEFAULT 0,     -- the last code that was used: none counts twice
    language    TEXT                           -- of the pages
);

-- An organisation that has a cabinet: registered with the electronic signature of one of its people.
CREATE TABLE recipient (
    bin           TEXT   PRIMARY KEY,
    name          TEXT   NOT NULL,             -- as the certificate has it
    password      TEXT   NOT NULL,             -- argon2id, in its PHC form
    registered_at BIGINT NOT NULL,
    iin           TEXT   NOT NULL,             -- whose certificate it was
    serial        TEXT   NOT NULL,             -- its serial number, hexadecimal
    mail          TEXT,                        -- where its letters go
    language      TEXT
);

-- The applications of each organisation. An index on the requests would cost every import; this is filled from where it
-- stopped when somebody looks.
CREATE TABLE recipient_request (
    bin        TEXT   NOT NULL,
    request_id BIGINT NOT NULL,
    PRIMARY KEY (bin, request_id)
);
CREATE TABLE recipient_cursor (
    upto BIGINT NOT NULL                       -- the last request that is in it; one row
);
INSERT INTO recipient_cursor (upto) VALUES (0);

-- Who is signed in: a person or an organisation. Nothing here is for the journal: a session proves no act.
CREATE TABLE web_session (
    id        BYTEA  PRIMARY KEY,              -- SHA-256 of what the browser keeps
    person_id BIGINT REFERENCES person (id),
    recipient TEXT   REFERENCES recipient (bin),
    begun_at  BIGINT NOT NULL,
    seen_at   BIGINT NOT NULL,
    address   TEXT   NOT NULL
);
CREATE INDEX web_session_person ON web_session (person_id);

-- What other programs show instead of a password: they act as the person that they were given for.
CREATE TABLE api_token (
    id        BYTEA  PRIMARY KEY,              -- SHA-256 of the token
    person_id BIGINT NOT NULL REFERENCES person (id),
    name      TEXT   NOT NULL,                 -- which program has it
    begun_at  BIGINT NOT NULL,
    ended_at  BIGINT
);

-- Answers to programs, by the key that they gave: the same request again gets the same answer.
CREATE TABLE api_answer (
    person_id BIGINT NOT NULL REFERENCES person (id),
    key       TEXT   NOT NULL,
    content   BYTEA  NOT NULL,                 -- SHA-256 of the request
    status    BIGINT NOT NULL,
    answer    TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (person_id, key)
);

-- Letters on their way out, by channel; a link of the journal and the place in it name a letter for ever.
CREATE TABLE outgoing (
    channel TEXT   NOT NULL,                   -- folder, webhook or mail
    link    BIGINT NOT NULL,
    place   BIGINT NOT NULL,
    kind    TEXT   NOT NULL,                   -- acceptance, refusal or result
    subject TEXT   NOT NULL,                   -- SERVICE/NUMBER, or an order's number
    tries   BIGINT NOT NULL,
    state   BIGINT NOT NULL,                   -- 0 waits, 1 is there, 2 is given up
    next_at BIGINT NOT NULL,
    error   TEXT,
    PRIMARY KEY (channel, link, place)
);
CREATE INDEX outgoing_open ON outgoing (next_at) WHERE state <> 1;

-- How far each channel has come in the journal.
CREATE TABLE outgoing_cursor (
    channel TEXT   PRIMARY KEY,
    link    BIGINT NOT NULL
);

-- Wrong passwords of late, by account and by address.
CREATE TABLE sign_in_failure (
    subject TEXT   PRIMARY KEY,
    count   BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
