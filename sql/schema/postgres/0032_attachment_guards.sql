-- An attached file is never changed and never taken away.

-- What is attached comes packed and is kept as it is.
ALTER TABLE attachment ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE TRIGGER attachment_no_update BEFORE UPDATE ON attachment
FOR EACH ROW EXECUTE FUNCTION refuse('an attached file is never changed');

CREATE TRIGGER attachment_no_delete BEFORE DELETE ON attachment
FOR EACH ROW EXECUTE FUNCTION refuse('an attached file is never taken away');
