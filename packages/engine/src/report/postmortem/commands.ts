import { BINDING_STEP } from '../../bind.ts';
import type { Call } from '../calls.ts';
import { headAndTail } from '../head-and-tail.ts';
import { code, fenced, prose, table } from '../markdown.ts';
import { commandOf, span } from '../words.ts';
import { type Story, section } from './story.ts';

/** Lines shown of the beginning of an output, and of its end. */
const OUTPUT_LINES = 10;

export function commands({ calls }: Story): string {
  if (calls.length === 0) return section('Commands', 'None.');
  const rows = calls.map((call, i) => {
    const { intent, outcome } = call;
    const line = intent.stepId === BINDING_STEP ? 'a blank' : String(intent.line);
    const took = outcome === null ? '' : span(outcome.durationMs);
    const by = prose(intent.approvedBy ?? '');
    return [String(i + 1), line, code(commandOf(intent)), intent.effect, by, result(call), took];
  });
  const head = ['#', 'Line', 'Command', 'Effect', 'Let run by', 'Result', 'Took'];
  return section('Commands', table(head, rows), ...outputs(calls));
}

function result({ intent, outcome }: Call): string {
  switch (outcome?.state) {
    case undefined:
      return '**no outcome**';
    case 'done':
      return outcome.exitCode === 0 ? 'exit 0' : `**exit ${outcome.exitCode}**`;
    case 'refused':
      return intent.verdict === 'skip' ? 'left out' : '**refused**';
    case 'unknown':
      return '**unknown**';
    case 'interrupted':
      return 'cut off';
    case 'held':
      return 'held';
  }
}

function outputs(calls: readonly Call[]): string[] {
  const shown = calls.flatMap((call, i) => {
    const { outcome } = call;
    if (!outcome || outcome.state === 'held') return [];
    const texts = [outcome.stdout, outcome.stderr].filter((text) => text.trim() !== '');
    const blocks = texts.map((text) => fenced(headAndTail(text, { lines: OUTPUT_LINES })));
    return blocks.length === 0 ? [] : [`Output of ${i + 1}, ${code(commandOf(call.intent))}:`, ...blocks];
  });
  return shown.length === 0 ? [] : ['### Outputs', ...shown];
}
