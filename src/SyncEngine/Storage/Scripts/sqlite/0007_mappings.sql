-- Mappings as admins published them; the newest version of each is in force, and a mapping without a row is the site's code's.
CREATE TABLE sync_mapping (
    mapping TEXT NOT NULL,
    version INTEGER NOT NULL,
    draft TEXT NOT NULL,
    note TEXT NOT NULL,
    published_by TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    PRIMARY KEY (mapping, version)
);
