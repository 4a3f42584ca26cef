-- How long a key had waited when this was done; the figures of the control room are read from the index alone.
ALTER TABLE sync_journal ADD COLUMN waited_ms INTEGER NULL;
CREATE INDEX sync_journal_counts ON sync_journal (at, action, waited_ms);
