-- A mark for later stays a mark until its time comes; 0 stands for now.
ALTER TABLE sync_mark ADD COLUMN not_before bigint NOT NULL DEFAULT 0;
CREATE INDEX sync_mark_ripe ON sync_mark (not_before, id);

-- Keys sort by their bytes on every database: rows are locked in the order in which the engine sorts them.
ALTER TABLE sync_mark ALTER COLUMN key TYPE text COLLATE "C";
ALTER TABLE sync_work ALTER COLUMN key TYPE text COLLATE "C";
