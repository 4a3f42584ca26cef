-- Somebody's values that a write of ours replaces: told by whoever finds out that it was carried out, if its own end was lost.
ALTER TABLE sync_intent ADD COLUMN replaced text NULL;
