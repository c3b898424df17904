-- A browser through which somebody came in before: who tries in vain in his name elsewhere does not keep him waiting here.
CREATE TABLE known_browser (
    id      BYTEA  NOT NULL, -- SHA-256 of what its cookie holds
    account TEXT   NOT NULL, -- a person's name or an organisation's BIN
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (id, account)
);
CREATE INDEX known_browser_seen ON known_browser (seen_at);
