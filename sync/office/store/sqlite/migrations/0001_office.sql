-- Times are UTC nanoseconds; epochs and seqs are 64-bit words kept as signed integers.
CREATE TABLE units (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  prefix TEXT NOT NULL UNIQUE,
  letter TEXT NOT NULL UNIQUE,
  created BIGINT NOT NULL,
  enrolled BIGINT NOT NULL DEFAULT 0,
  serial TEXT NOT NULL DEFAULT '',
  not_after BIGINT NOT NULL DEFAULT 0,
  doc_key BLOB,
  revoked BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE tokens (
  hash BLOB PRIMARY KEY,
  unit TEXT NOT NULL REFERENCES units(id),
  by TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used_key BLOB
);
CREATE INDEX tokens_unit ON tokens(unit);

CREATE TABLE contacts (
  unit TEXT PRIMARY KEY REFERENCES units(id),
  online BOOLEAN NOT NULL DEFAULT FALSE,
  seen BIGINT NOT NULL DEFAULT 0,
  changed BIGINT NOT NULL DEFAULT 0,
  build TEXT NOT NULL DEFAULT '',
  epoch BIGINT NOT NULL DEFAULT 0,
  last BIGINT NOT NULL DEFAULT 0,
  receipted BIGINT NOT NULL DEFAULT 0,
  documents TEXT NOT NULL DEFAULT '{}',
  drift BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE incidents (
  unit TEXT NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  hour BIGINT NOT NULL,
  first BIGINT NOT NULL,
  last BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (unit, kind, detail, hour)
);
CREATE INDEX incidents_last ON incidents(unit, last);

-- facts are stored verbatim and never changed
CREATE TABLE facts (
  unit TEXT NOT NULL REFERENCES units(id),
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  hash BLOB NOT NULL,
  kind BIGINT NOT NULL,
  wall BIGINT NOT NULL,
  arrived BIGINT NOT NULL,
  subject BLOB,
  fact BLOB NOT NULL,
  sealed BLOB,
  PRIMARY KEY (unit, epoch, seq)
);
CREATE INDEX facts_subject ON facts(subject, arrived) WHERE subject IS NOT NULL;

CREATE TABLE wraps (
  unit TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  position BIGINT NOT NULL,
  recipient TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (unit, epoch, seq, position),
  FOREIGN KEY (unit, epoch, seq) REFERENCES facts(unit, epoch, seq)
);

CREATE TABLE receipts (
  unit TEXT NOT NULL REFERENCES units(id),
  epoch BIGINT NOT NULL,
  through BIGINT NOT NULL,
  hash BLOB NOT NULL,
  at BIGINT NOT NULL,
  signed BLOB NOT NULL,
  PRIMARY KEY (unit, epoch)
);

CREATE TABLE requests (
  unit TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  subject BLOB,
  reference TEXT NOT NULL,
  code_hash BLOB NOT NULL,
  service TEXT NOT NULL,
  action TEXT NOT NULL,
  class TEXT NOT NULL,
  identity TEXT NOT NULL,
  language TEXT NOT NULL,
  stop TEXT NOT NULL,
  received BIGINT NOT NULL,
  arrived BIGINT NOT NULL,
  online BOOLEAN NOT NULL,
  status TEXT NOT NULL,
  printed TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (unit, epoch, seq)
);
CREATE INDEX requests_reference ON requests(reference);
CREATE INDEX requests_arrived ON requests(arrived);
CREATE INDEX requests_unit ON requests(unit, arrived);

CREATE TABLE devices (
  unit TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  fault TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (unit, name)
);

CREATE TABLE documents (
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  version BIGINT NOT NULL,
  issued BIGINT NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL,
  body BLOB NOT NULL,
  signed BLOB NOT NULL,
  PRIMARY KEY (kind, unit, version)
);

CREATE TABLE venues (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  address TEXT NOT NULL,
  kind TEXT NOT NULL,
  note TEXT NOT NULL
);

CREATE TABLE stops (
  id TEXT PRIMARY KEY,
  unit TEXT NOT NULL REFERENCES units(id),
  venue TEXT NOT NULL REFERENCES venues(id),
  start_at BIGINT NOT NULL,
  end_at BIGINT NOT NULL,
  services TEXT NOT NULL,
  note TEXT NOT NULL,
  rev BIGINT NOT NULL,
  by TEXT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX stops_start ON stops(start_at);
CREATE INDEX stops_unit ON stops(unit, start_at);

CREATE TABLE published_stops (
  id TEXT PRIMARY KEY,
  unit TEXT NOT NULL REFERENCES units(id),
  venue TEXT NOT NULL REFERENCES venues(id),
  venue_name TEXT NOT NULL,
  venue_address TEXT NOT NULL,
  start_at BIGINT NOT NULL,
  end_at BIGINT NOT NULL,
  services TEXT NOT NULL,
  note TEXT NOT NULL,
  rev BIGINT NOT NULL,
  by TEXT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX published_start ON published_stops(start_at);

CREATE TABLE plan (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  revision BIGINT NOT NULL
);
INSERT INTO plan (one, revision) VALUES (1, 0);

CREATE TABLE publications (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL,
  tours TEXT NOT NULL,
  changes TEXT NOT NULL
);

CREATE TABLE accounts (
  name TEXT PRIMARY KEY,
  display TEXT NOT NULL,
  hash TEXT NOT NULL,
  roles TEXT NOT NULL,
  created BIGINT NOT NULL
);

CREATE TABLE sessions (
  token TEXT PRIMARY KEY,
  data BLOB NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX sessions_expires ON sessions(expires);

CREATE TABLE looks (
  id INTEGER PRIMARY KEY,
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  reason TEXT NOT NULL,
  activity TEXT NOT NULL,
  unit TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  reference TEXT NOT NULL
);
CREATE INDEX looks_fact ON looks(unit, epoch, seq);
CREATE TRIGGER looks_stay_u BEFORE UPDATE ON looks BEGIN SELECT RAISE(ABORT, 'looks are never changed'); END;
CREATE TRIGGER looks_stay_d BEFORE DELETE ON looks BEGIN SELECT RAISE(ABORT, 'looks are never removed'); END;
CREATE TRIGGER facts_stay_u BEFORE UPDATE OF unit, epoch, seq, hash, fact ON facts BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
