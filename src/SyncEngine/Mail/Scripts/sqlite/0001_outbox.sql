-- A mail that was sent leaves its key behind, so that it is never queued again, and no address and no body.
CREATE TABLE sync_mail (
    key TEXT NOT NULL PRIMARY KEY,
    category TEXT NOT NULL,
    message_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text_body TEXT NOT NULL,
    html_body TEXT NULL,
    queued_at INTEGER NOT NULL,
    sent_at INTEGER NULL
) WITHOUT ROWID;
