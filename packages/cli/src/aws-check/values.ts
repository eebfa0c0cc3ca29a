import {
  type Flag,
  GLOBAL_FLAGS,
  type InputShape,
  inputShape,
  type ParsedCommand,
  type Word,
} from '@steadyhand/aws-catalog';
import type { AwsProblem } from '@steadyhand/runbook';
import { holdsBlank, isBlank } from './blanks.ts';
import { enumHint } from './hints.ts';
import { nearest } from './nearest.ts';
import { type Misfit, misfitsOfJson, misfitsOfShorthand } from './structured.ts';

/** Values that the command line or the service would refuse. */
export function* valueProblems(parsed: ParsedCommand, unresolved: ReadonlySet<number>): Generator<AwsProblem> {
  for (const flag of GLOBAL_FLAGS) {
    const value = parsed.globals.get(flag.name);
    if (value === undefined || flag.values.length === 0 || isBlank(value)) continue;
    for (const problem of notAllowed(flag, value, '')) yield { ...problem, kind: 'value' };
  }
  for (const { flag, values } of parsed.given) {
    for (const word of values) {
      const known = !unresolved.has(word.index) && !/^fileb?:\/\//.test(word.text);
      if (known) yield* ofWord(flag, word, parsed);
      yield* ofStructure(flag, word, parsed);
    }
  }
}

function* ofWord(flag: Flag, { text }: Word, parsed: ParsedCommand): Generator<AwsProblem> {
  if ((flag.kind === 'integer' || flag.kind === 'double') && !isBlank(text)) {
    const isNumber =
      flag.kind === 'integer' ? /^[-+]?\d+$/.test(text) : text.trim() !== '' && !Number.isNaN(Number(text));
    const wanted = flag.kind === 'integer' ? 'a whole number' : 'a number';
    if (!isNumber)
      yield {
        kind: 'value',
        word: text,
        message: `--${flag.name} takes ${wanted}, not "${text}".`,
        hint: 'Write it in digits.',
      };
  }
  for (const value of scalarsOf(flag, text)) {
    if (!holdsBlank(value)) yield* notAllowed(flag, value, `${parsed.service} ${parsed.command}`);
  }
}

/** The strings that are compared with the values allowed; a list may be given as JSON. */
function scalarsOf(flag: Flag, text: string): string[] {
  if (flag.values.length === 0) return [];
  const list = flag.kind === 'list' && text.startsWith('[') ? parseJson(text) : undefined;
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [text];
}

function* notAllowed(flag: Flag, value: string, line: string): Generator<AwsProblem> {
  const { name: option, values } = flag;
  // Its attributes are of messages too; the model lists those of queues alone.
  if (line === 'sqs receive-message' || isAmong(value, values) || isNameOf(option, value)) return;
  const hint = enumHint({ line, option, value, values });
  yield { kind: 'enum', word: value, message: `--${option} does not take "${value}".`, hint };
}

/** Some services do not mind the case. */
function isAmong(value: string, values: readonly string[]): boolean {
  return values.some((one) => one.toLowerCase() === value.toLowerCase());
}

/** A value in capitals that repeats the option's name is a blank: `--status NEW_STATUS`. */
function isNameOf(option: string, value: string): boolean {
  return /^[A-Z_]+$/.test(value) && value.endsWith(option.replaceAll('-', '_').toUpperCase());
}

function* ofStructure(
  flag: Flag,
  { text }: Word,
  { service, command, operation }: ParsedCommand,
): Generator<AwsProblem> {
  if (!operation || flag.member === null || /^fileb?:\/\//.test(text)) return;
  const isStructured = flag.kind === 'structure' || flag.kind === 'list' || flag.kind === 'map';
  if (!isStructured) return;
  const shape = inputShape(service, operation.name, flag.member);
  for (const misfit of shape ? misfitsOf(text, shape) : []) {
    if (misfit.kind === 'member' && !isBlank(misfit.member)) yield unknownMember(flag, misfit);
    if (
      misfit.kind === 'enum' &&
      !isAmong(misfit.value, misfit.known) &&
      !holdsBlank(misfit.value) &&
      !isNameOf(misfit.member, misfit.value)
    ) {
      const at = { line: `${service} ${command}`, option: flag.name, value: misfit.value, values: misfit.known };
      const message = `--${flag.name} does not take "${misfit.value}" for ${misfit.member}.`;
      yield { kind: 'enum', word: misfit.word, message, hint: enumHint(at) };
    }
  }
}

function misfitsOf(text: string, shape: InputShape): Iterable<Misfit> {
  if (!/^\s*[[{]/.test(text)) return misfitsOfShorthand(text, shape);
  const value = parseJson(text);
  return value === undefined ? [] : misfitsOfJson(value, shape);
}

function unknownMember(flag: Flag, { member, word, known }: Misfit): AwsProblem {
  const near = nearest(member, known) ?? (known.length === 1 ? known[0] : undefined);
  const hint = near === undefined ? `It has ${known.join(', ')}.` : `Did you mean ${near}?`;
  return { kind: 'value', word, message: `--${flag.name} has nothing called ${member}.`, hint };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
