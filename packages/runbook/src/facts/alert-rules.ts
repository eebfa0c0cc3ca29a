/** Limits in the rules of an alert manager: `expr: queue_depth > 5000` in YAML, or a query of PromQL that compares. */
import type { Runbook } from '@steadyhand/contracts';
import type { FactFence } from './material.ts';

type Threshold = Runbook['thresholds'][number];

const NAME = /^\s*(?:-\s*)?alert:\s*["']?([\w-]+)/;
const EXPRESSION = /^\s*(?:-\s*)?expr:\s*["']?(.{1,400}?)\s*(>=|<=|==|>|<)\s*(\d[\d.]*)["']?\s*$/;
const QUERY = /^\s*([a-z_(].{0,400}?)\s*(>=|<=|==|>|<)\s*(\d[\d.]*)\s*$/i;
const CRITICAL = /^\s*severity:\s*["']?(?:critical|page|p1)\b/i;

export function readAlertRules(fences: readonly FactFence[]): Threshold[] {
  return fences.flatMap((fence) => {
    if (/^ya?ml$/i.test(fence.tag)) return fromRules(fence);
    return /^promql$/i.test(fence.tag)
      ? fence.text.split('\n').flatMap((line, i) => limitIn(QUERY, line, { ...fence, line: fence.line + i }))
      : [];
  });
}

function fromRules(fence: FactFence): Threshold[] {
  const found: Threshold[] = [];
  let subject = fence.section.title;
  for (const [i, line] of fence.text.split('\n').entries()) {
    subject = NAME.exec(line)?.[1] ?? subject;
    found.push(
      ...limitIn(EXPRESSION, line, { ...fence, line: fence.line + i }).map((limit) => ({ ...limit, subject })),
    );
    const last = found.at(-1);
    if (last !== undefined && last.subject === subject && CRITICAL.test(line)) {
      last.critical ??= last.warning;
      last.warning = null;
    }
  }
  return found;
}

function limitIn(pattern: RegExp, text: string, { section, line }: FactFence): Threshold[] {
  const match = pattern.exec(text);
  if (match?.[1] === undefined) return [];
  const [, metric, comparator = '', value = ''] = match;
  const warning = `${comparator} ${value}`;
  return [{ line, subject: section.title, metric, warning, critical: null, of: null, action: null }];
}
