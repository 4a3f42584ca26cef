-- Times are Unix milliseconds by the database's clock.
CREATE TABLE sync_mark (
    id uuid NOT NULL PRIMARY KEY,
    key text NOT NULL,
    lane integer NOT NULL,
    cause text NOT NULL,
    fields text NULL,
    delay_ms bigint NULL,
    marked_at bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint
);
CREATE INDEX sync_mark_key ON sync_mark (key);

CREATE TABLE sync_work (
    key text NOT NULL PRIMARY KEY,
    kind text NOT NULL,
    scope text NOT NULL,
    lane integer NOT NULL,
    state integer NOT NULL,
    generation bigint NOT NULL,
    claimed_generation bigint NULL,
    due_at bigint NOT NULL,
    first_marked_at bigint NOT NULL,
    last_marked_at bigint NOT NULL,
    attempts integer NOT NULL,
    lease_token uuid NULL,
    lease_until bigint NULL,
    cause text NOT NULL,
    fields text NULL,
    failure text NULL,
    waiting_on text NULL,
    changed_at bigint NOT NULL
);
CREATE INDEX sync_work_due ON sync_work (kind, state, lane, due_at);
CREATE INDEX sync_work_lease ON sync_work (lease_token) WHERE lease_token IS NOT NULL;
CREATE INDEX sync_work_waiting ON sync_work (waiting_on) WHERE waiting_on IS NOT NULL;
CREATE INDEX sync_work_scope ON sync_work (scope, state);

CREATE TABLE sync_pause (
    scope text NOT NULL PRIMARY KEY,
    failure text NOT NULL,
    since bigint NOT NULL,
    probe_at bigint NOT NULL
);
