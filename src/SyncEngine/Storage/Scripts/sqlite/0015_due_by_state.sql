-- A claim changes each row that it takes: a table of its own row ids changes them in their place, where one that is its key's index moves them.
-- Each state that keys are taken from has an index of its own, so that a row which is taken leaves one short index for another.
CREATE TABLE sync_work_rows (
    key TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    lane INTEGER NOT NULL,
    state INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    claimed_generation INTEGER NULL,
    due_at INTEGER NOT NULL,
    first_marked_at INTEGER NOT NULL,
    last_marked_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease_token TEXT NULL,
    lease_until INTEGER NULL,
    cause TEXT NOT NULL,
    fields TEXT NULL,
    failure TEXT NULL,
    waiting_on TEXT NULL,
    changed_at INTEGER NOT NULL,
    edited_at INTEGER NULL
);
INSERT INTO sync_work_rows (key, kind, scope, lane, state, generation, claimed_generation, due_at, first_marked_at, last_marked_at, attempts, lease_token, lease_until, cause, fields,
    failure, waiting_on, changed_at, edited_at)
SELECT key, kind, scope, lane, state, generation, claimed_generation, due_at, first_marked_at, last_marked_at, attempts, lease_token, lease_until, cause, fields,
    failure, waiting_on, changed_at, edited_at FROM sync_work;
DROP TABLE sync_work;
ALTER TABLE sync_work_rows RENAME TO sync_work;
-- 0 is ready, 1 leased, 2 waiting.
CREATE INDEX sync_work_ready ON sync_work (kind, lane, due_at) WHERE state = 0;
CREATE INDEX sync_work_leased ON sync_work (kind, lane, lease_until) WHERE state = 1;
CREATE INDEX sync_work_later ON sync_work (kind, lane, due_at) WHERE state = 2;
CREATE INDEX sync_work_waiting ON sync_work (waiting_on) WHERE waiting_on IS NOT NULL;
CREATE INDEX sync_work_failed ON sync_work (scope, state) WHERE failure IS NOT NULL;
