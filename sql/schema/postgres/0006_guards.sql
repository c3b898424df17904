-- What the database itself refuses. A guard refuses; it never does business.

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
FOR EACH ROW EXECUTE FUNCTION refuse('the journal is never changed');

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION refuse('the journal is never shortened');

CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse('the journal is never shortened');

CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature
FOR EACH ROW EXECUTE FUNCTION refuse('a signature is never changed');

CREATE TRIGGER plan_not_exceeded BEFORE UPDATE ON budget_balance
FOR EACH ROW WHEN (NEW.live > OLD.live AND NEW.live > NEW.ceiling)
EXECUTE FUNCTION refuse('the plan would be exceeded');

CREATE TRIGGER plan_not_exceeded_at_first BEFORE INSERT ON budget_balance
FOR EACH ROW WHEN (NEW.live > 0 AND NEW.live > NEW.ceiling)
EXECUTE FUNCTION refuse('the plan would be exceeded');
