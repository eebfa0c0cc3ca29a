/**
 * The schema, step by step: version n is what the first n entries make. An entry that was released is never changed;
 * a change is a new entry.
 *
 * `epoch` counts who holds a run: every claim, release and order from outside raises it. Hashes are sha256 in hexadecimal
 * (record.ts). A blob without content was dropped by retention. `event.at` is milliseconds on the run's clock; other times
 * are the database's.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE steadyhand.run (
    id text PRIMARY KEY,
    runbook_path text NOT NULL,
    runbook_revision text NOT NULL,
    runbook_text text NOT NULL,
    procedure_id text NOT NULL,
    environment text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('run', 'dry-run')),
    params jsonb NOT NULL,
    requested_by text NOT NULL,
    status text NOT NULL,
    epoch integer NOT NULL DEFAULT 0,
    worker text,
    lease_until timestamptz,
    wake_at timestamptz,
    waiting_for jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX run_claimable ON steadyhand.run (created_at) WHERE status IN ('ready', 'running', 'waiting');
  CREATE INDEX run_created ON steadyhand.run (created_at DESC);

  CREATE TABLE steadyhand.event (
    run_id text NOT NULL REFERENCES steadyhand.run,
    seq bigint NOT NULL,
    epoch integer NOT NULL,
    at double precision GENERATED ALWAYS AS ((body -> 'at')::double precision) STORED,
    type text GENERATED ALWAYS AS (body ->> 'type') STORED,
    body jsonb NOT NULL,
    body_hash text NOT NULL,
    prev_hash text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (run_id, seq)
  );

  CREATE TABLE steadyhand.blob (
    run_id text NOT NULL REFERENCES steadyhand.run,
    hash text NOT NULL,
    content bytea,
    PRIMARY KEY (run_id, hash)
  );

  CREATE TABLE steadyhand.anchor (
    run_id text NOT NULL REFERENCES steadyhand.run,
    seq bigint NOT NULL,
    hash text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, seq, hash)
  );
  `,
];
