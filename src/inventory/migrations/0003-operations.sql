-- What an operation needs to be done again or looked up, and what came of it. parameters: a GVariant
-- of a{sv} as text. cancel_asked: by another program than the one that runs it.
ALTER TABLE operations ADD COLUMN other_host_id INTEGER;
ALTER TABLE operations ADD COLUMN parameters TEXT;
ALTER TABLE operations ADD COLUMN outcome TEXT;
ALTER TABLE operations ADD COLUMN cancel_asked INTEGER NOT NULL DEFAULT 0;
