import { expect, test } from 'vitest';
import { pins } from './pinning.ts';

test.each([
  "SET statement_timeout = '1s'",
  'BEGIN; set search_path to other',
  'LISTEN news',
  'PREPARE p AS SELECT 1',
  'create temp table t (x int)',
  'CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 1',
  "SELECT nextval('s')",
  'SELECT pg_advisory_lock(1)',
  'DECLARE c CURSOR FOR SELECT 1',
  `SELECT '${'x'.repeat(20_000)}'`,
])('%.40s ties its client to a connection', (sql) => {
  expect(pins(sql)).toBe(true);
});

test.each([
  'SELECT 1',
  'SET LOCAL statement_timeout = 1',
  'BEGIN; SET TRANSACTION READ ONLY; COMMIT',
  'UPDATE t SET x = 1',
  'SELECT pg_advisory_xact_lock(1)',
  'CREATE TABLE template (x int)',
])('%.40s does not', (sql) => {
  expect(pins(sql)).toBe(false);
});
