-- A key that goes through without a failure is in one index beside its own. Claims are found by state, failures by what failed.
DROP INDEX sync_work_lease;
DROP INDEX sync_work_scope;
CREATE INDEX sync_work_failed ON sync_work (scope, state) WHERE failure IS NOT NULL;
