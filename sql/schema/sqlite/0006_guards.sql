-- What the database itself refuses. A guard refuses; it never does business.

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is never shortened'); END;

CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature
BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END;

CREATE TRIGGER plan_not_exceeded BEFORE UPDATE ON budget_balance
WHEN NEW.live > OLD.live AND NEW.live > NEW.ceiling
BEGIN SELECT RAISE(ABORT, 'the plan would be exceeded'); END;

CREATE TRIGGER plan_not_exceeded_at_first BEFORE INSERT ON budget_balance
WHEN NEW.live > 0 AND NEW.live > NEW.ceiling
BEGIN SELECT RAISE(ABORT, 'the plan would be exceeded'); END;
