-- A mail that was sent leaves its key behind, so that it is never queued again, and no address and no body.
CREATE TABLE sync_mail (
    key text NOT NULL PRIMARY KEY,
    category text NOT NULL,
    message_id text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    text_body text NOT NULL,
    html_body text NULL,
    queued_at bigint NOT NULL,
    sent_at bigint NULL
);
