/** What several commands take, and how it is read. Wrong values end the program with exit code 2. */
import { EFFECTS, type Effect, PHASES, type Phase, SteadyError } from '@steadyhand/contracts';
import { type Anchor, RUN_STATUSES, type RunStatus } from '@steadyhand/engine';
import { Argument, InvalidArgumentError, Option } from 'commander';

/** Told the exit code of the command that was given. */
export type Done = (exitCode: number) => void;

export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

export function ownRunbookArgument(): Argument {
  return new Argument(
    '[runbook]',
    'path of a Markdown file, or the name of a system (default: the steadyhand.yaml here or above)',
  );
}

export function yesOption(): Option {
  return new Option('--yes <effects>', 'effects approved beforehand: read,reveal,change,…').argParser(parseEffects);
}

export function paramOption(): Option {
  return new Option('--param <name=value>', 'value of a parameter; may be given more than once')
    .argParser(collectParams)
    .default({}, 'none');
}

export function phaseOption(): Option {
  return new Option('--phase <phases>', `only the steps of these phases: ${PHASES.join(',')}`).argParser(parsePhases);
}

export function reasonOption(): Option {
  return new Option('--reason <text>', 'why, for the record');
}

export function jsonOption(description = 'as one JSON document'): Option {
  return new Option('--json', description);
}

export function collectTexts(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

export function collectAnchors(text: string, before: Anchor[]): Anchor[] {
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new InvalidArgumentError('An anchor is SEQ:HASH, as `steady audit anchor` prints it.');
  return [...before, { seq: Number(seq), hash }];
}

export function parseStatuses(text: string): RunStatus[] {
  return listOf(text, RUN_STATUSES, 'status of a run');
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
  throw new InvalidArgumentError('A port is a whole number below 65536.');
}

export function parseSpeed(text: string): number {
  const speed = Number(text);
  if (speed > 0 && speed <= 1000) return speed;
  throw new InvalidArgumentError('A speed is a number above 0, at most 1000.');
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It is a whole number above 0.');
}

const UNIT_MS = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90d`, `12h`, `2w` in milliseconds. */
export function parseAge(text: string): number {
  const [, count, unit] = /^(\d+)([hdw])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new InvalidArgumentError('An age is like 90d, 12h or 2w.');
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** The whole digest of a question, or how it begins. */
export function parseDigest(text: string): string {
  if (/^[0-9a-f]{8,64}$/.test(text)) return text;
  throw new InvalidArgumentError('A digest is given by its first 8 or more hexadecimal digits.');
}

function collectParams(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (!name || !value) throw new SteadyError('PARAMETER_INVALID', { text, reason: 'it is not NAME=VALUE' });
  return { ...before, [name]: value };
}

function parseEffects(text: string): Effect[] {
  return listOf(text, EFFECTS, 'effect');
}

function parsePhases(text: string): Phase[] {
  return listOf(text, PHASES, 'phase');
}

function listOf<T extends string>(text: string, known: readonly T[], what: string): T[] {
  return text.split(',').map((name) => {
    const found = known.find((one) => one === name);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`"${name}" is no ${what}; there are ${known.join(', ')}.`);
  });
}
