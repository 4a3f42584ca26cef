-- Each state that keys are taken from has an index of its own: one that is taken leaves one short index for another, and a lease that ran out is found at once.
-- 0 is ready, 1 leased, 2 waiting.
DROP INDEX sync_work_due;
CREATE INDEX sync_work_ready ON sync_work (kind, lane, due_at) WHERE state = 0;
CREATE INDEX sync_work_leased ON sync_work (kind, lane, lease_until) WHERE state = 1;
CREATE INDEX sync_work_later ON sync_work (kind, lane, due_at) WHERE state = 2;
