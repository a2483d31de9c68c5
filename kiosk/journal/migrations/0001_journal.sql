-- id is the place in the whole journal, over all epochs, without gaps. seq = id - epochs.first + 1.
CREATE TABLE facts (
  id     INTEGER PRIMARY KEY,
  draft  BLOB NOT NULL, -- id of the draft it was made of; not indexed, see drafts.go
  fact   BLOB NOT NULL, -- verbatim
  wraps  BLOB,          -- CBOR of the dossier key's wraps; NULL when none or erased
  sealed BLOB
) STRICT;

CREATE TABLE epochs (
  first   INTEGER PRIMARY KEY,              -- id of its first fact
  epoch   INTEGER NOT NULL UNIQUE,
  through INTEGER NOT NULL DEFAULT 0,       -- seq through which the office holds everything
  receipt BLOB                              -- its signed word for that
) STRICT;

CREATE TABLE documents (
  kind    TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  signed  BLOB NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE meta (
  key   TEXT PRIMARY KEY, -- unit; place: which machine and file; open: present while a program has it open
  value BLOB NOT NULL
) WITHOUT ROWID, STRICT;

-- Views. The watermark is the highest view_counts.last: every fact is counted.
CREATE TABLE view_counts (
  stop TEXT NOT NULL,
  kind INTEGER NOT NULL,
  n    INTEGER NOT NULL,
  last INTEGER NOT NULL, -- id of the last fact counted here
  PRIMARY KEY (stop, kind)
) WITHOUT ROWID, STRICT;

CREATE TABLE view_devices (
  device TEXT PRIMARY KEY,
  state  TEXT NOT NULL,
  fault  TEXT NOT NULL,
  since  INTEGER NOT NULL -- wall
) WITHOUT ROWID, STRICT;

-- Without indexes: references and dossiers are random, and every append would write pages all over the file. The journal
-- has them in memory, see keys.go.
CREATE TABLE view_requests (
  number    INTEGER PRIMARY KEY, -- running number of receipts
  fact      INTEGER NOT NULL,
  reference TEXT NOT NULL,
  subject   BLOB NOT NULL,
  printed   TEXT NOT NULL,       -- outcome of the last print; empty before the first
  copies    INTEGER NOT NULL     -- how many copies were printed
) STRICT;
