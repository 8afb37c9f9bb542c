-- What is known of hosts and machines. Times are Unix times in microseconds, but started_at and
-- those of the histories, in seconds. NULL: not known.

CREATE TABLE hosts (
  id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  seen INTEGER NOT NULL DEFAULT 0,
  uuid TEXT,
  hostname TEXT,
  driver TEXT,
  driver_version INTEGER,
  libvirt_version INTEGER,
  arch TEXT,
  cpu_model TEXT,
  cpus INTEGER,
  cpu_sockets INTEGER,
  cpu_cores INTEGER,
  cpu_threads INTEGER,
  cpu_mhz INTEGER,
  memory_kib INTEGER,
  acceleration INTEGER,
  capabilities TEXT
) STRICT;

CREATE TABLE machines (
  id INTEGER PRIMARY KEY,
  host_id INTEGER NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
  uuid TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT,
  description TEXT,
  os_id TEXT,
  state INTEGER,
  reason INTEGER,
  persistent INTEGER,
  autostart INTEGER,
  managed_save INTEGER,
  snapshots INTEGER,
  vcpus INTEGER,
  memory_kib INTEGER,
  started_at INTEGER,
  seen INTEGER NOT NULL DEFAULT 0,
  -- figures last known: hundredths of a percent, bytes a second, KiB
  cpu INTEGER,
  net_rx INTEGER,
  net_tx INTEGER,
  disk_read INTEGER,
  disk_written INTEGER,
  memory_now_kib INTEGER,
  memory_used_kib INTEGER,
  guest_free_kib INTEGER,
  guest_caches_kib INTEGER,
  guest_total_kib INTEGER,
  UNIQUE (host_id, uuid)
) STRICT;

-- Apart from the rows, which are all read at the start.
CREATE TABLE configs (
  machine_id INTEGER PRIMARY KEY REFERENCES machines (id) ON DELETE CASCADE,
  xml TEXT NOT NULL
) STRICT;

-- From inside the machine. Addresses and users: one a line.
CREATE TABLE guests (
  machine_id INTEGER PRIMARY KEY REFERENCES machines (id) ON DELETE CASCADE,
  agent INTEGER NOT NULL,
  agent_version TEXT,
  hostname TEXT,
  addresses TEXT,
  os_id TEXT,
  os_name TEXT,
  kernel TEXT,
  users TEXT
) STRICT;

CREATE TABLE filesystems (
  machine_id INTEGER NOT NULL REFERENCES guests (machine_id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  mountpoint TEXT NOT NULL,
  type TEXT,
  total INTEGER NOT NULL,
  used INTEGER NOT NULL,
  PRIMARY KEY (machine_id, number)
) STRICT, WITHOUT ROWID;

-- Marks are the user's: they stay when a machine goes, and are there when it comes back.
CREATE TABLE tags (
  host_id INTEGER NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
  uuid TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (host_id, uuid, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
  host_id INTEGER NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
  uuid TEXT NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (host_id, uuid)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
  host_id INTEGER NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
  uuid TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (host_id, uuid)
) STRICT, WITHOUT ROWID;

-- What happened. It outlives hosts and machines, so it has their names and refers to none.
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  severity INTEGER NOT NULL,
  kind TEXT,
  host_id INTEGER,
  host_name TEXT,
  machine_uuid TEXT,
  machine_name TEXT,
  operation_id TEXT,
  text TEXT NOT NULL,
  detail TEXT
) STRICT;
CREATE INDEX journal_of_host ON journal (host_id, id);
CREATE INDEX journal_of_machine ON journal (machine_uuid, id) WHERE machine_uuid IS NOT NULL;

-- boot, pid and program_start tell whether the program that runs it still lives.
CREATE TABLE operations (
  id TEXT PRIMARY KEY,
  sum_id TEXT,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  host_id INTEGER NOT NULL,
  machine_uuid TEXT,
  target TEXT,
  state TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  error_code INTEGER,
  error TEXT,
  error_remedy TEXT,
  error_detail TEXT,
  boot TEXT,
  pid INTEGER,
  program_start INTEGER
) STRICT;
CREATE INDEX operations_by_time ON operations (queued_at);
CREATE INDEX operations_of_sum ON operations (sum_id) WHERE sum_id IS NOT NULL;

-- Rings of figures: ring 0 has a sample each 3 s for an hour, 1 each minute for a day, 2 each 15
-- minutes for a month; slot = time / step % length.
CREATE TABLE machine_history (
  owner INTEGER NOT NULL REFERENCES machines (id) ON DELETE CASCADE,
  ring INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  time INTEGER NOT NULL,
  cpu INTEGER,
  memory_used_kib INTEGER,
  net_rx INTEGER,
  net_tx INTEGER,
  disk_read INTEGER,
  disk_written INTEGER,
  PRIMARY KEY (owner, ring, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE host_history (
  owner INTEGER NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
  ring INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  time INTEGER NOT NULL,
  cpu INTEGER,
  memory_used_kib INTEGER,
  net_rx INTEGER,
  net_tx INTEGER,
  disk_read INTEGER,
  disk_written INTEGER,
  PRIMARY KEY (owner, ring, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
