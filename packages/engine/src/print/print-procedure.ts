/**
 * Break-glass: a procedure as plain shell, for when Steadyhand itself is down. It needs no database and no network.
 */
import { quoteWord } from '@steadyhand/bash';
import { type JudgeShell, type Procedure, type Runbook, SteadyError } from '@steadyhand/contracts';
import { BlankValues } from './blank-values.ts';
import { comment } from './comment.ts';
import { printStep } from './print-step.ts';

export interface PrintInput {
  runbook: Runbook;
  procedure: Procedure;
  /** Path of the document, and sha256 of its bytes. */
  source: { path: string; revision: string };
  /** What is known of the blanks, by name. Secrets among them are not printed. */
  values: ReadonlyMap<string, string>;
  /** Commands whose output is the value of a blank, by its name. */
  commandBindings: ReadonlyMap<string, string>;
  /** Effect of a command's text. */
  judge: JudgeShell;
  /** Account and region are null where they are not known. */
  environment: { name: string; account: string | null; region: string | null };
  /** Id of the first step that is printed; the first of the procedure when left out. */
  from?: string;
}

/** A script for bash. Throws `STEP_NOT_FOUND`. */
export function printProcedure(input: PrintInput): string {
  const { procedure, judge } = input;
  const steps = procedure.steps.slice(firstStep(input));
  const blanks = new BlankValues({ ...input, procedure: { ...procedure, steps } });
  const lines = [...header(input), ...preparation(input, blanks), ''];
  for (const step of steps) lines.push(...printStep({ step, procedure, blanks, judge }));
  return `${lines.join('\n').trimEnd()}\n`;
}

function firstStep({ procedure, from }: PrintInput): number {
  if (from === undefined) return 0;
  const first = procedure.steps.findIndex(({ id }) => id === from);
  if (first !== -1) return first;
  const known = procedure.steps.map(({ id }) => id).join(', ');
  throw new SteadyError('STEP_NOT_FOUND', { procedure: procedure.id, step: from, known });
}

function header({ runbook, procedure, source, environment, from }: PrintInput): string[] {
  const { name, account, region } = environment;
  const where = [`environment ${name}`, account && `account ${account}`, region && `region ${region}`];
  return [
    '#!/usr/bin/env bash',
    ...comment(`${procedure.title}, of ${runbook.title}${from === undefined ? '' : ', the steps that are left'}`),
    ...comment(`Runbook: ${source.path}, revision ${source.revision}`),
    ...comment(`For ${where.filter(Boolean).join(', ')}`),
    '#',
    '# NOTHING IN HERE IS GUARDED. No approval is asked for, nothing is recorded, and no step waits for the one before',
    '# to be well. Read a step, then run it, one after the other; lines with !! say what needs care.',
    '# What you do by hand is added to the record of a run later, with: steady note RUN "what was done"',
    ...(account === null
      ? []
      : [`# First of all, see that the caller is in account ${account}: aws sts get-caller-identity`]),
  ];
}

/** What a run would have prepared: names without a value stop the shell, and programs see the values. */
function preparation({ environment: { region } }: PrintInput, blanks: BlankValues): string[] {
  const assignments = blanks.assignments();
  const exported = assignments.length === 0 ? [] : ['', 'set -a', ...assignments, 'set +a'];
  const regions =
    region === null ? [] : [`export AWS_REGION=${quoteWord(region)} AWS_DEFAULT_REGION=${quoteWord(region)}`];
  return ['', 'set -u', ...regions, ...exported];
}
