-- The bulk job that carries what was sent, as long as nobody has seen it ended: until then it may still land.
ALTER TABLE sync_intent ADD COLUMN job_id TEXT NULL;
CREATE INDEX sync_intent_job ON sync_intent (job_id, id) WHERE job_id IS NOT NULL;
