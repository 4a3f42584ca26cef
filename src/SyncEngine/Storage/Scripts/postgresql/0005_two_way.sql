-- When the site itself last edited the record: what the later of two edits is told by.
ALTER TABLE sync_work ADD COLUMN edited_at bigint NULL;

-- How the fields went of late: who keeps changing a field back is seen here.
ALTER TABLE sync_link ADD COLUMN history text NULL;

-- Fields that a person has to decide, and what was decided.
CREATE TABLE sync_conflict (
    mapping text NOT NULL,
    external_id text NOT NULL,
    field text NOT NULL,
    remote_field text NOT NULL,
    reason text NOT NULL,
    local_value text NULL,
    remote_value text NULL,
    base_local text NULL,
    base_remote text NULL,
    local_at bigint NULL,
    remote_at bigint NULL,
    local_cause text NOT NULL,
    found_at bigint NOT NULL,
    choice integer NULL,
    choice_value text NULL,
    decided_by text NULL,
    PRIMARY KEY (mapping, external_id, field)
);
CREATE INDEX sync_conflict_found ON sync_conflict (found_at);

-- The switches that an admin set; a mapping without a row has those of the site's code.
CREATE TABLE sync_switch (
    mapping text NOT NULL PRIMARY KEY,
    outward integer NOT NULL,
    inward integer NOT NULL,
    changed_by text NOT NULL,
    changed_at bigint NOT NULL
);

-- What one host at a time does now and then: polls, sweeps, house-keeping. The position is the job's own.
CREATE TABLE sync_job (
    name text NOT NULL PRIMARY KEY,
    next_at bigint NOT NULL,
    lease_token uuid NULL,
    lease_until bigint NULL,
    position text NULL,
    report text NULL,
    last_ok_at bigint NULL,
    failure text NULL
);
