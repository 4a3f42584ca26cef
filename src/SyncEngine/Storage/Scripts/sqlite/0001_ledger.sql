-- Times are Unix milliseconds by the database's clock.
CREATE TABLE sync_mark (
    id TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    lane INTEGER NOT NULL,
    cause TEXT NOT NULL,
    fields TEXT NULL,
    delay_ms INTEGER NULL,
    marked_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) WITHOUT ROWID;
CREATE INDEX sync_mark_key ON sync_mark (key);

CREATE TABLE sync_work (
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
    changed_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sync_work_due ON sync_work (kind, state, lane, due_at);
CREATE INDEX sync_work_lease ON sync_work (lease_token) WHERE lease_token IS NOT NULL;
CREATE INDEX sync_work_waiting ON sync_work (waiting_on) WHERE waiting_on IS NOT NULL;
CREATE INDEX sync_work_scope ON sync_work (scope, state);

CREATE TABLE sync_pause (
    scope TEXT NOT NULL PRIMARY KEY,
    failure TEXT NOT NULL,
    since INTEGER NOT NULL,
    probe_at INTEGER NOT NULL
) WITHOUT ROWID;
