-- A mark for later stays a mark until its time comes; 0 stands for now.
ALTER TABLE sync_mark ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sync_mark_ripe ON sync_mark (not_before, id);
