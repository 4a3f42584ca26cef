-- When the site itself last edited the record: what the later of two edits is told by.
ALTER TABLE sync_work ADD COLUMN edited_at INTEGER NULL;

-- How the fields went of late: who keeps changing a field back is seen here.
ALTER TABLE sync_link ADD COLUMN history TEXT NULL;

-- Fields that a person has to decide, and what was decided.
CREATE TABLE sync_conflict (
    mapping TEXT NOT NULL,
    external_id TEXT NOT NULL,
    field TEXT NOT NULL,
    remote_field TEXT NOT NULL,
    reason TEXT NOT NULL,
    local_value TEXT NULL,
    remote_value TEXT NULL,
    base_local TEXT NULL,
    base_remote TEXT NULL,
    local_at INTEGER NULL,
    remote_at INTEGER NULL,
    local_cause TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    choice INTEGER NULL,
    choice_value TEXT NULL,
    decided_by TEXT NULL,
    PRIMARY KEY (mapping, external_id, field)
) WITHOUT ROWID;
CREATE INDEX sync_conflict_found ON sync_conflict (found_at);

-- The switches that an admin set; a mapping without a row has those of the site's code.
CREATE TABLE sync_switch (
    mapping TEXT NOT NULL PRIMARY KEY,
    outward INTEGER NOT NULL,
    inward INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) WITHOUT ROWID;

-- What one host at a time does now and then: polls, sweeps, house-keeping. The position is the job's own.
CREATE TABLE sync_job (
    name TEXT NOT NULL PRIMARY KEY,
    next_at INTEGER NOT NULL,
    lease_token TEXT NULL,
    lease_until INTEGER NULL,
    position TEXT NULL,
    report TEXT NULL,
    last_ok_at INTEGER NULL,
    failure TEXT NULL
) WITHOUT ROWID;
