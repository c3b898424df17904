-- What is kept of an electronic signature is never changed and never taken away.

CREATE TRIGGER eds_signature_no_update BEFORE UPDATE ON eds_signature
FOR EACH ROW EXECUTE FUNCTION refuse('an electronic signature is never changed');

CREATE TRIGGER eds_signature_no_delete BEFORE DELETE ON eds_signature
FOR EACH ROW EXECUTE FUNCTION refuse('an electronic signature is never taken away');
