-- Snapshots of machines, as their host told them last. Times are Unix times in seconds; disks: one a
-- line, their fields apart by tabs.
CREATE TABLE snapshots (
  machine_id INTEGER NOT NULL REFERENCES machines (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  parent TEXT,
  description TEXT,
  created_at INTEGER NOT NULL,
  state TEXT,
  kind TEXT NOT NULL,
  has_memory INTEGER NOT NULL,
  memory_file TEXT,
  disks TEXT,
  current INTEGER NOT NULL,
  size INTEGER,
  xml TEXT,
  PRIMARY KEY (machine_id, name)
) STRICT;

-- What libvirt does not keep: the screen when it was taken, a PNG; and the policy that took it.
CREATE TABLE snapshot_marks (
  host_id INTEGER NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
  uuid TEXT NOT NULL,
  name TEXT NOT NULL,
  marked_at INTEGER NOT NULL,
  policy TEXT,
  thumbnail BLOB,
  PRIMARY KEY (host_id, uuid, name)
) STRICT;

-- What is taken by itself while the program runs. minute: of the local day; weekday: 1 is Monday;
-- taken: when the last was.
CREATE TABLE snapshot_policies (
  host_id INTEGER NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
  uuid TEXT NOT NULL,
  daily INTEGER NOT NULL,
  weekly INTEGER NOT NULL,
  minute INTEGER NOT NULL,
  weekday INTEGER NOT NULL,
  daily_taken INTEGER NOT NULL,
  weekly_taken INTEGER NOT NULL,
  PRIMARY KEY (host_id, uuid)
) STRICT, WITHOUT ROWID;
