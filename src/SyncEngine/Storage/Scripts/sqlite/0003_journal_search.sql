-- The journal by time and by Salesforce id.
CREATE INDEX sync_journal_at ON sync_journal (at, id);
CREATE INDEX sync_journal_remote ON sync_journal (remote_id, id) WHERE remote_id IS NOT NULL;
