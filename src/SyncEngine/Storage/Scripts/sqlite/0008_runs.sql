-- Runs that a person asked for: a mapping as a whole or a list of its records, carried out or only tried.
CREATE TABLE sync_run (
    id TEXT NOT NULL PRIMARY KEY,
    mapping TEXT NOT NULL,
    is_dry INTEGER NOT NULL,
    ids TEXT NULL,
    state INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    preview TEXT NULL,
    cause TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NULL
) WITHOUT ROWID;
CREATE INDEX sync_run_started ON sync_run (started_at);
