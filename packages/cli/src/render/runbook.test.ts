import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseRunbook } from '@steadyhand/runbook';
import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { renderRunbook } from './runbook.ts';

const fixtures = resolve(import.meta.dirname, '../../../runbook/fixtures');

function shown(name: string, columns = 100): string[] {
  const runbook = parseRunbook(readFileSync(`${fixtures}/${name}.md`, 'utf8'), { grammars: new Map() });
  return renderRunbook(runbook, { style: pc.createColors(false), columns }).split('\n');
}

describe('a runbook for people', () => {
  test('shows symptoms, the labels above steps, what more is said of them, and which may be taken instead', () => {
    const lines = shown('under-labels');
    expect(lines).toContain('  symptom: the panel is dark');
    expect(lines).toContain('  Immediate Actions (first 5 minutes) > Recover:');
    expect(lines).toContain('              - Tell the others what was learned');
    expect(lines).toContain('  resolve     instead of line 18: Restart the service');
    expect(lines).toContain('Flour Stock Low  incident, severity Low, line 38');
  });

  test('shows the facts with their lines', () => {
    const lines = shown('limits-and-targets');
    expect(lines).toContain('       10 Baseline: Response time P95  target < 3s');
    expect(lines).toContain(
      '       29 Critical alerts (page somebody): Ovens cold  critical < 150 degrees  → Call the baker',
    );
    expect(lines).toContain('       41 Orders  RTO 1 hour  RPO 5 minutes  Strategy: Replica');
    expect(shown('under-labels')).toContain('       44 maintenance  Regular Maintenance  Mondays 03:00-04:00 UTC');
    expect(shown('under-labels')).toContain('       32 prose  Never open the door while the lamp blinks.');
  });

  test.each([40, 80, 200])('keeps to %i columns, tables of parameters and single words apart', (columns) => {
    const lines = shown('limits-and-targets', columns);
    const facts = lines.slice(lines.indexOf('Thresholds'));
    expect(facts.length).toBeGreaterThan(5);
    expect(facts.filter((line) => line.length > columns)).toEqual([]);
  });
});
