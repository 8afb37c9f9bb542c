-- What an operation needs to be done again or looked up, and what came of it. parameters: a GVariant
-- of a{sv} as text.
ALTER TABLE operations ADD COLUMN other_host_id INTEGER;
ALTER TABLE operations ADD COLUMN parameters TEXT;
ALTER TABLE operations ADD COLUMN outcome TEXT;
