-- Whoever registered an organisation may come in by the own IIN.
CREATE INDEX recipient_iin ON recipient (iin);
