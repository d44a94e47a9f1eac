-- What lbsm notes of a database, in a schema of its own: raw posts and sets alike.
--
-- `lbsm db init` runs this file after rawdb.sql or hlldb.sql. Running it again changes nothing.

CREATE SCHEMA IF NOT EXISTS lbsm;
COMMENT ON SCHEMA lbsm IS 'What lbsm notes: settings, runs, inputs';

CREATE TABLE IF NOT EXISTS lbsm.meta (
  key text PRIMARY KEY,
  value text NOT NULL
);
COMMENT ON TABLE lbsm.meta IS 'What the database holds, and under what its sets were made';
COMMENT ON COLUMN lbsm.meta.key IS 'Name of the setting';
COMMENT ON COLUMN lbsm.meta.value IS 'Its value';

CREATE TABLE IF NOT EXISTS lbsm.ingest (
  number bigint GENERATED ALWAYS AS IDENTITY,
  source text NOT NULL COLLATE "C",
  job text NOT NULL COLLATE "C",
  bytes bigint NOT NULL,
  lines bigint NOT NULL,
  fingerprint text NOT NULL,
  records bigint NOT NULL,
  matched bigint NOT NULL,
  rejected bigint NOT NULL,
  complete boolean NOT NULL,
  started text NOT NULL,
  version text NOT NULL,
  runs bigint NOT NULL,
  PRIMARY KEY (source, job)
);
COMMENT ON TABLE lbsm.ingest IS 'What went in: one row per input and job, with the counts so far';
COMMENT ON COLUMN lbsm.ingest.number IS 'Order in which inputs first came';
COMMENT ON COLUMN lbsm.ingest.source IS 'The input';
COMMENT ON COLUMN lbsm.ingest.job IS 'Fingerprint of what the run asked of each post';
COMMENT ON COLUMN lbsm.ingest.bytes IS 'Decompressed bytes whose posts are here';
COMMENT ON COLUMN lbsm.ingest.lines IS 'Lines that these bytes hold';
COMMENT ON COLUMN lbsm.ingest.fingerprint IS 'Fingerprint of these bytes';
COMMENT ON COLUMN lbsm.ingest.records IS 'Records met';
COMMENT ON COLUMN lbsm.ingest.matched IS 'Posts that passed the filters, repetitions included';
COMMENT ON COLUMN lbsm.ingest.rejected IS 'Records rejected';
COMMENT ON COLUMN lbsm.ingest.complete IS 'Whether the input was read to its end';
COMMENT ON COLUMN lbsm.ingest.started IS 'When the run began that last read it, UTC';
COMMENT ON COLUMN lbsm.ingest.version IS 'Version of lbsm';
COMMENT ON COLUMN lbsm.ingest.runs IS 'In how many runs it was read';

CREATE TABLE IF NOT EXISTS lbsm.run (
  id text PRIMARY KEY,
  batch bigint NOT NULL,
  began timestamptz NOT NULL DEFAULT now(),
  committed timestamptz NOT NULL DEFAULT now(),
  version text NOT NULL
);
COMMENT ON TABLE lbsm.run IS
  'Runs that wrote here, each with its last batch: one that was cut off looks here before it repeats a batch';
COMMENT ON COLUMN lbsm.run.id IS 'Random id of the run';
COMMENT ON COLUMN lbsm.run.batch IS 'Number of its last batch, from 1';
COMMENT ON COLUMN lbsm.run.began IS 'When its first batch was committed';
COMMENT ON COLUMN lbsm.run.committed IS 'When its last batch was committed';
COMMENT ON COLUMN lbsm.run.version IS 'Version of lbsm';

-- Notebooks written for LBSN databases name no schemas.
DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I SET search_path = "$user", social, spatial, temporal, topical, interlinkage, extensions, public',
    current_database());
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'only the owner of the database can set its search path';
END $$;
