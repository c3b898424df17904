-- What is kept of an electronic signature is never changed and never taken away.

CREATE TRIGGER eds_signature_no_update BEFORE UPDATE ON eds_signature
BEGIN SELECT RAISE(ABORT, 'an electronic signature is never changed'); END;

CREATE TRIGGER eds_signature_no_delete BEFORE DELETE ON eds_signature
BEGIN SELECT RAISE(ABORT, 'an electronic signature is never taken away'); END;
