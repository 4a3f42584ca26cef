-- A link is written each time its record is looked at, wherever among a million it lies: each index is another page of the disk for each of them.
-- When a mapping last came to agree is the journal's to tell.
DROP INDEX sync_link_synced;
