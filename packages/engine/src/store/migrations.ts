/**
 * The schema, step by step: version n is what the first n entries make. An entry that was released is never changed;
 * a change is a new entry.
 *
 * `epoch` counts who holds a run: every claim, release and order from outside raises it. Hashes are sha256 in hexadecimal
 * (record.ts). A blob without content was dropped by retention. `event.at` is milliseconds on the run's clock; other times
 * are the database's.
 *
 * `run.due_at` is from when on any worker may take the run; null for one that only a person lets go on, and for an end. So
 * the index over it holds what workers look for each second and nothing of what has ended. `run.settings` is null in runs of
 * version 1. `message.body` is json, and not jsonb, which would not keep it to the letter as it was signed.
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
  `
  ALTER TABLE steadyhand.run
    ADD COLUMN settings jsonb,
    ADD COLUMN due_at timestamptz GENERATED ALWAYS AS (
      CASE status WHEN 'ready' THEN updated_at WHEN 'waiting' THEN wake_at WHEN 'running' THEN lease_until END) STORED;
  DROP INDEX steadyhand.run_claimable;
  CREATE INDEX run_due ON steadyhand.run (due_at) WHERE due_at IS NOT NULL;

  CREATE INDEX event_change ON steadyhand.event (at)
    WHERE type = 'command-intent' AND body ->> 'verdict' = 'run' AND body ->> 'effect' IN ('change', 'unknown', 'destroy');

  CREATE TABLE steadyhand.message (
    run_id text NOT NULL REFERENCES steadyhand.run,
    arrival integer NOT NULL,
    id text NOT NULL,
    kind text NOT NULL,
    question_id text,
    body json NOT NULL,
    PRIMARY KEY (run_id, arrival),
    UNIQUE (run_id, id)
  );

  CREATE TABLE steadyhand.lock (
    scope text NOT NULL,
    resource text NOT NULL,
    run_id text NOT NULL REFERENCES steadyhand.run,
    taken_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, resource)
  );
  CREATE INDEX lock_run ON steadyhand.lock (run_id);

  CREATE TABLE steadyhand.worker (
    id text PRIMARY KEY,
    environments text[] NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now()
  );
  `,
];
