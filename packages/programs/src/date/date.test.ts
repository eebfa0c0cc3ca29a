import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testContext } from '../testing.ts';
import { dateProgram } from './date.ts';

interface Pair {
  now: string;
  tz: string;
  argv: string[];
  exitCode: number;
  stdout: string;
  stderr: string;
}

const pairs: Pair[] = JSON.parse(readFileSync(new URL('../../fixtures/date.json', import.meta.url), 'utf8'));

function date(argv: readonly string[], now: number, tz: string) {
  const call = { program: 'date', argv, stdin: null, unresolved: new Set<number>() };
  return dateProgram.run(call, testContext({ now, env: { TZ: tz } }));
}

describe('date', () => {
  it(`prints what GNU date printed (${pairs.length} recorded calls)`, async () => {
    for (const { now, tz, argv, ...expected } of pairs) {
      const shown = await date(argv, Date.parse(now), tz);
      expect.soft({ argv, tz, now, ...shown }).toEqual({ argv, tz, now, ...expected });
    }
  });

  it('names GNU date when given an option of BSD date', async () => {
    const { exitCode, stderr } = await date(['-u', '-v-1H', '+%FT%TZ'], 0, 'UTC');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('BSD date; this is GNU date');
  });

  it.each([['-r', 'file'], ['-f', 'file'], ['-s', 'now'], ['--set=now']])('refuses %s', async (...argv) => {
    expect((await date(argv, 0, 'UTC')).stderr).toMatch(/^date: --\w+ is not supported here\n$/);
  });

  const real = spawnSync('date', ['--version'], { encoding: 'utf8' });
  const isGnu = real.status === 0 && real.stdout.includes('coreutils');
  it.skipIf(!isGnu)(
    'agrees with the date on PATH about any moment, zone and shift (skipped without GNU date)',
    async () => {
      const cases = fc.tuple(
        fc.integer({ min: -3_000_000_000, max: 4_000_000_000 }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC-3'),
        fc.constantFrom(
          '1 month ago',
          '2 days',
          '-3 weeks',
          'next monday',
          'last year',
          '90 minutes ago',
          '5 hours',
          'yesterday',
        ),
        fc.constantFrom('%c %s', '%G-W%V-%u %j', '%F %T %z', '%U %W %y %C', '%I %p %e %k', '%^a %b %q %:z'),
      );
      const property = fc.asyncProperty(cases, async ([at, tz, shift, format]) => {
        const argv = [
          '-d',
          `TZ="UTC" ${new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ')} ${shift}`,
          `+${format}`,
        ];
        const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: tz };
        const expected = spawnSync('date', argv, { env, encoding: 'utf8' }).stdout;
        expect((await date(argv, 0, tz)).stdout).toBe(expected);
      });
      await fc.assert(property, { numRuns: 200, seed: 42 });
    },
  );
});
