CREATE TABLE sync_link (
    mapping TEXT NOT NULL,
    external_id TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    base TEXT NOT NULL,
    linked_at INTEGER NOT NULL,
    last_synced_at INTEGER NOT NULL,
    PRIMARY KEY (mapping, external_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX sync_link_remote ON sync_link (mapping, remote_id);
CREATE INDEX sync_link_synced ON sync_link (mapping, last_synced_at);

-- What was sent, written down before it was sent. Kept beyond ten minutes, the longest that a call may still land.
CREATE TABLE sync_intent (
    id TEXT NOT NULL PRIMARY KEY,
    mapping TEXT NOT NULL,
    external_id TEXT NOT NULL,
    fields TEXT NOT NULL,
    sent_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sync_intent_record ON sync_intent (mapping, external_id);
CREATE INDEX sync_intent_sent ON sync_intent (sent_at);

CREATE TABLE sync_journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    key TEXT NOT NULL,
    scope TEXT NOT NULL,
    action INTEGER NOT NULL,
    cause TEXT NOT NULL,
    remote_id TEXT NULL,
    fields TEXT NULL,
    failure TEXT NULL,
    note TEXT NULL,
    decision TEXT NULL
);
CREATE INDEX sync_journal_key ON sync_journal (key, id);
CREATE INDEX sync_journal_scope ON sync_journal (scope, id);
CREATE INDEX sync_journal_action ON sync_journal (action, id);

-- A first contact that a person has to decide: which of these, or a new one.
CREATE TABLE sync_match (
    mapping TEXT NOT NULL,
    external_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    candidates TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    choice TEXT NULL,
    decided_by TEXT NULL,
    PRIMARY KEY (mapping, external_id)
) WITHOUT ROWID;
