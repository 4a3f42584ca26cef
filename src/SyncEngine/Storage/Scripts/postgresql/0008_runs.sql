-- Runs that a person asked for: a mapping as a whole or a list of its records, carried out or only tried.
CREATE TABLE sync_run (
    id uuid NOT NULL PRIMARY KEY,
    mapping text NOT NULL,
    is_dry integer NOT NULL,
    ids text NULL,
    state integer NOT NULL,
    taken bigint NOT NULL,
    preview text NULL,
    cause text NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint NULL
);
CREATE INDEX sync_run_started ON sync_run (started_at);
