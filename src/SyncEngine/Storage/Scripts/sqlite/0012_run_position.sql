-- The last record that a run over all has taken up: counted, a run that goes on would leave out as many as were deleted meanwhile.
ALTER TABLE sync_run ADD COLUMN last_id TEXT NULL;
