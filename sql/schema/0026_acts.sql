-- Whether somebody acted on a request of a batch is asked at every signature, of one person.
CREATE INDEX request_act_person ON request_act (person);
