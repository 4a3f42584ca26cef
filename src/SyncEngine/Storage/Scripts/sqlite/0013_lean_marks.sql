-- A mark is written by a member's save, and is gone within moments: each index is another page that the save waits for.
-- Marks are taken in the order of their ids, which is the table's own.
DROP INDEX sync_mark_ripe;
