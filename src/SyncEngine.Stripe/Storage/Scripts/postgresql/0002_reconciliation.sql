-- One row for each comparison that was kept; the nightly one of a date only once, whichever host makes it.
CREATE TABLE stripe_reconciliation (
    id text NOT NULL PRIMARY KEY,
    compared_at bigint NOT NULL,
    body text NULL
);
CREATE INDEX stripe_reconciliation_at ON stripe_reconciliation (compared_at);
