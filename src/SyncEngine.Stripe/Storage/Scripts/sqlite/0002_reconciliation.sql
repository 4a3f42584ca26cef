-- One row for each comparison that was kept; the nightly one of a date only once, whichever host makes it.
CREATE TABLE stripe_reconciliation (
    id TEXT NOT NULL PRIMARY KEY,
    compared_at INTEGER NOT NULL,
    body TEXT NULL
) WITHOUT ROWID;
CREATE INDEX stripe_reconciliation_at ON stripe_reconciliation (compared_at);
