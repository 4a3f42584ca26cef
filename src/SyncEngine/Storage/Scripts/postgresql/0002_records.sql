CREATE TABLE sync_link (
    mapping text NOT NULL,
    external_id text NOT NULL,
    remote_id text NOT NULL,
    base text NOT NULL,
    linked_at bigint NOT NULL,
    last_synced_at bigint NOT NULL,
    PRIMARY KEY (mapping, external_id)
);
CREATE UNIQUE INDEX sync_link_remote ON sync_link (mapping, remote_id);
CREATE INDEX sync_link_synced ON sync_link (mapping, last_synced_at);

-- What was sent, written down before it was sent. Kept beyond ten minutes, the longest that a call may still land.
CREATE TABLE sync_intent (
    id uuid NOT NULL PRIMARY KEY,
    mapping text NOT NULL,
    external_id text NOT NULL,
    fields text NOT NULL,
    sent_at bigint NOT NULL
);
CREATE INDEX sync_intent_record ON sync_intent (mapping, external_id);
CREATE INDEX sync_intent_sent ON sync_intent (sent_at);

CREATE TABLE sync_journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    key text NOT NULL,
    scope text NOT NULL,
    action integer NOT NULL,
    cause text NOT NULL,
    remote_id text NULL,
    fields text NULL,
    failure text NULL,
    note text NULL,
    decision text NULL
);
CREATE INDEX sync_journal_key ON sync_journal (key, id);
CREATE INDEX sync_journal_scope ON sync_journal (scope, id);
CREATE INDEX sync_journal_action ON sync_journal (action, id);

-- A first contact that a person has to decide: which of these, or a new one.
CREATE TABLE sync_match (
    mapping text NOT NULL,
    external_id text NOT NULL,
    reason text NOT NULL,
    candidates text NOT NULL,
    found_at bigint NOT NULL,
    choice text NULL,
    decided_by text NULL,
    PRIMARY KEY (mapping, external_id)
);
