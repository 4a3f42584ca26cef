-- The journal by what set its entries off.
CREATE INDEX sync_journal_origin ON sync_journal (substr(cause || ':', 1, 5), id);
