/**
 * The one error type and the registry of its codes. Codes are permanent: a code is never renamed, re-used or removed.
 *
 * A message says what happened and with which value; `state` says what the world is like now; `hint` says what to do.
 */
import { DATABASE_ERRORS } from './database-errors.ts';
import { define, type ErrorDefinition, type ErrorParams } from './error-definition.ts';

export const ERRORS = define({
  RUNBOOK_NOT_FOUND: {
    title: 'The runbook does not exist',
    message: (p) => `There is no runbook at ${p.path}.`,
    hint: () => 'Give the path of a Markdown file, or the name of a system that has one.',
    exitCode: 2,
  },
  PROCEDURE_NOT_FOUND: {
    title: 'No procedure has this id',
    message: (p) => `${p.runbook} has no procedure "${p.id}".`,
    hint: (p) => (p.nearest ? `Did you mean "${p.nearest}"? ` : '') + '`steady show` lists them all.',
    exitCode: 2,
  },
  PROCEDURE_AMBIGUOUS: {
    title: 'More than one procedure matches',
    message: (p) => `"${p.id}" matches more than one procedure: ${p.matches}.`,
    hint: () => 'Give the whole id.',
    exitCode: 2,
  },
  NO_STEPS: {
    title: 'The procedure has no step to run',
    message: (p) => `"${p.procedure}" has no step${p.phases ? ` of: ${p.phases}` : ''}.`,
    hint: (p) => (p.known ? `It has steps of: ${p.known}.` : '`steady show` tells what the runbook has.'),
    exitCode: 2,
  },
  STEP_NOT_FOUND: {
    title: 'The procedure has no such step',
    message: (p) => `"${p.procedure}" has no step "${p.step}", or more than one; it has: ${p.known}.`,
    hint: () => 'Give the whole id of one, or its line.',
    exitCode: 2,
  },
  PARAMETER_UNBOUND: {
    title: 'A parameter has no value',
    message: (p) => `Nothing gives a value to ${p.list}.`,
    hint: (p) => `Give it with --param ${p.first}=VALUE, or bind it under "parameters" in steadyhand.yaml.`,
    exitCode: 2,
  },
  PARAMETER_INVALID: {
    title: 'A --param is not NAME=VALUE, or its value cannot be what the runbook needs',
    message: (p) => `--param ${p.text}: ${p.reason}.`,
    hint: () => 'Write --param NAME=VALUE.',
    exitCode: 2,
  },
  ENVIRONMENT_UNKNOWN: {
    title: 'No environment has this name',
    message: (p) => `There is no environment "${p.name}"; ${p.file} has: ${p.known}.`,
    hint: () => 'Give one of these with --env, or add it to steadyhand.yaml.',
    exitCode: 2,
  },
  ENVIRONMENT_MISMATCH: {
    title: 'The caller is not in the environment it was asked to act on',
    message: (p) =>
      `Environment "${p.environment}" is account ${p.account} in ${p.region}; the caller is ${p.callerArn} in ${p.callerRegion}.`,
    hint: () => 'Change the profile or the region, or name the environment you mean.',
    exitCode: 3,
  },
  ROLE_NOT_ASSUMED: {
    title: 'A role that the environment names cannot be assumed',
    message: (p) => `The ${p.kind} role ${p.role} of environment "${p.environment}" cannot be assumed: ${p.reason}.`,
    hint: (p) =>
      `Let the caller assume it, or change ${p.kind}Role in steadyhand.yaml; docs/guide/least-privilege.md says what it takes.`,
    exitCode: 3,
  },
  SECRET_NOT_SHOWN: {
    title: 'A secret that is not shown',
    message: (p) => `The secret is not shown: ${p.reason}.`,
    hint: () => 'An approver is shown it once, when the command is asked for at the terminal that carries the run out.',
    exitCode: 3,
  },
  EFFECT_RULE_REFUSED: {
    title: 'A rule of steadyhand.yaml that would make less of what a command does',
    message: (p) => `The rule for ${p.program} is refused: ${p.reason}.`,
    hint: () => 'Rules say what is not understood, and may make more of what is; docs/reference/steadyhand-yaml.md.',
    exitCode: 2,
  },
  SYSTEM_FILE_INVALID: {
    title: 'A steadyhand.yaml or drill file is not valid',
    message: (p) => `${p.file} is not valid: ${p.problems}.`,
    hint: () => 'docs/reference/steadyhand-yaml.md describes every field.',
    exitCode: 2,
  },
  SYSTEM_NOT_FOUND: {
    title: 'No system has this name',
    message: (p) => `There is no system "${p.name}"; known: ${p.known}.`,
    hint: () => 'Name a folder under systems/, or give the path of one that holds a steadyhand.yaml.',
    exitCode: 2,
  },
  SYSTEM_FILE_EXISTS: {
    title: 'There is a steadyhand.yaml already',
    message: (p) => `${p.file} is there already. Nothing was written.`,
    hint: () => '`steady init --dry-run` prints what would be written; --force writes over it.',
    exitCode: 2,
  },
  DRILL_NOT_FOUND: {
    title: 'The system has no drill of this name',
    message: (p) => `${p.system} has no drill "${p.drill}"; it has: ${p.known}.`,
    hint: () => "Drills are the files in the system's drills folder.",
    exitCode: 2,
  },
  PROGRAM_UNKNOWN: {
    title: 'A program that Steadyhand has no handler for',
    message: (p) => `"${p.program}" (line ${p.line}) is a program that Steadyhand does not know.`,
    hint: () => 'Run this step by hand and say so, or remove it from the procedure.',
    exitCode: 3,
  },
  PROGRAM_NOT_INSTALLED: {
    title: 'A program that is started from this machine is not installed here',
    message: (p) => `"${p.program}" is not installed on this machine.`,
    hint: (p) => `Install ${p.program}, so that it is found on PATH, or run this step elsewhere and say so.`,
    exitCode: 3,
  },
  PROGRAM_REFUSED: {
    title: 'An installed program that cannot be run like this in a session',
    message: (p) => `${p.program} is refused: ${p.reason}.`,
    hint: (p) => `${p.instead}.`,
    exitCode: 3,
  },
  PROGRAM_NOT_IN_RANGE: {
    title: 'A program that would reach out of the range',
    message: (p) => `${p.program} is refused: a range has nothing that "${p.command}" could reach.`,
    hint: () => 'Run the step against an account, or leave it out of the drill.',
    exitCode: 3,
  },
  CONSTRUCT_REFUSED: {
    title: 'A shell construct that would give a wrong answer or escape the guard',
    message: (p) => `${p.construct} (line ${p.line}) is refused: ${p.reason}.`,
    hint: () => 'Write the step without it.',
    exitCode: 3,
  },
  SHELL_SYNTAX: {
    title: 'A block is not shell that can be parsed',
    message: (p) => `The block at line ${p.line} cannot be parsed: ${p.reason}.`,
    hint: () => '`steady check` shows every such block of the runbook.',
    exitCode: 1,
  },
  COMMAND_REFUSED: {
    title: 'The guard or a person refused a command',
    message: (p) => `Refused: ${p.command} (${p.reason}).`,
    hint: () => 'Nothing ran after it; start again with other rules or another answer.',
    exitCode: 3,
  },
  COMMAND_INTERRUPTED: {
    title: 'A command was stopped before its outcome was known',
    message: (p) => `${p.command} was stopped before its outcome was known.`,
    hint: () => 'Look at the resource itself before running it again.',
    exitCode: 5,
  },
  RUN_DIVERGED: {
    title: 'A run that was taken over goes another way than its record',
    message: (p) => `${p.command} (line ${p.line}) is not what the run recorded at this place: ${p.reason}.`,
    hint: () => 'Look at what the record shows as done, and start a new run for the rest.',
    exitCode: 5,
  },
  OUTPUT_TOO_LARGE: {
    title: 'A command gave more than the record keeps',
    message: (p) =>
      `${p.command} gave ${p.size} MiB of output and files; the record keeps ${p.limit} MiB of one command.`,
    hint: () => 'Narrow what it prints or writes.',
    exitCode: 1,
  },
  HOST_FILE_TOO_LARGE: {
    title: 'A file of the working folder is larger than the record keeps',
    message: (p) => `${p.path} has ${p.size} MiB; the record keeps ${p.limit} MiB of one file of the working folder.`,
    hint: () => 'Read a part of it before the run, and let the runbook read that.',
    exitCode: 1,
  },
  SESSION_ENDED: {
    title: 'The session ended before the block did',
    message: (p) => `The session ended at line ${p.line}: ${p.reason}.`,
    hint: () => 'A block that calls exit, or fails under set -e, ends the session.',
    exitCode: 1,
  },
  AWS_OPERATION_UNSUPPORTED: {
    title: 'An AWS service or operation whose client is not bundled',
    message: (p) => `aws ${p.command} is not one of the operations that Steadyhand carries out itself.`,
    hint: () => 'Run it with the installed aws.',
    exitCode: 2,
  },
  RANGE_NAME_TAKEN: {
    title: 'A range of this name is already running',
    message: (p) => `The range "${p.name}" is already running (process ${p.pid}, since ${p.since}).`,
    hint: () => '`steady range down` ends it.',
    exitCode: 2,
  },
  RANGE_NOT_RUNNING: {
    title: 'There is no range',
    message: (p) => `No range${p.name ? ` "${p.name}"` : ''} is running.`,
    hint: () => 'Start one with `steady range up realtime-chat`.',
    exitCode: 2,
  },
  PORT_TAKEN: {
    title: 'A port is in use',
    message: (p) => `Port ${p.port} on ${p.host} is in use by another program.`,
    hint: () => 'Leave --port out to have a free one, or name another.',
    exitCode: 2,
  },
  REDIS_MISSING: {
    title: 'No Redis server is to be had',
    message: (p) => `The range needs a real Redis and found none: ${p.reason}.`,
    hint: (p) => `Install it with: ${p.install}`,
    exitCode: 2,
  },
  RUN_NOT_FOUND: {
    title: 'No run has this id',
    message: (p) => `There is no run "${p.id}".`,
    hint: () => '`steady runs` lists them.',
    exitCode: 2,
  },
  RUN_NOT_RESUMABLE: {
    title: 'A run that cannot go on now',
    message: (p) => `Run ${p.id} cannot be resumed: ${p.reason}.`,
    hint: () => '`steady runs` shows the state of every run.',
    exitCode: 2,
  },
  RUN_IS_SHELL: {
    title: 'A session of steady sh, which has no procedure',
    message: (p) => `Run ${p.id} is a session of steady sh: ${p.reason}.`,
    hint: (p) => `\`steady report ${p.id}\` tells what was done in it.`,
    exitCode: 2,
  },
  RUN_PARKED: {
    title: 'A run waits for a person, or for a time',
    message: (p) => `Run ${p.id} waits: ${p.reason}.`,
    hint: (p) => `\`steady runs ${p.id}\` shows what for; \`steady resume ${p.id}\` goes on here.`,
    exitCode: 4,
  },
  RUN_PAUSED: {
    title: 'A person paused a run',
    message: (p) => `Run ${p.id} was paused by ${p.by}${p.reason ? `: ${p.reason}` : ''}.`,
    hint: (p) => `\`steady resume ${p.id}\` lets it go on.`,
    exitCode: 4,
  },
  RUN_CANCELLED: {
    title: 'A person cancelled a run',
    message: (p) => `Run ${p.id} was cancelled by ${p.by}${p.reason ? `: ${p.reason}` : ''}.`,
    hint: (p) => `\`steady runs ${p.id}\` shows what it had done, and how to roll it back.`,
    exitCode: 3,
  },
  RUN_ENDED: {
    title: 'A run that has ended takes no answers and no orders',
    message: (p) => `Run ${p.id} has ended: it is ${p.status}.`,
    hint: () => '`steady note` still adds to its record; a new run starts anew.',
    exitCode: 2,
  },
  NOTHING_ASKED: {
    title: 'A run that asks nothing, or something else',
    message: (p) => `Run ${p.id} does not ask for this: ${p.reason}.`,
    hint: (p) => `\`steady runs ${p.id}\` shows what it asks.`,
    exitCode: 2,
  },
  ANSWER_INVALID: {
    title: 'An answer that does not count',
    message: (p) => `The answer of ${p.by} does not count: ${p.reason}.`,
    hint: () => 'The run goes on waiting.',
    exitCode: 3,
  },
  FILE_NOT_WRITTEN: {
    title: 'A file that cannot be written',
    message: (p) => `${p.file} cannot be written: ${p.reason}.`,
    hint: () => 'Name another, in a folder that exists and that you may write to.',
    exitCode: 2,
  },
  CONFIRMATION_NEEDED: {
    title: 'Something to confirm, and no terminal to ask on',
    message: (p) => `There is no terminal to ask on, and the command line does not say ${p.what}.`,
    hint: (p) => `Add ${p.how} to the command.`,
    exitCode: 2,
  },
  ROLE_TOO_LOW: {
    title: "Something that a person's role does not allow",
    message: (p) => `${p.name} is ${p.role}; ${p.what} takes a ${p.needed}.`,
    hint: () => 'Roles stand under "people" in steadyhand.yaml.',
    exitCode: 3,
  },
  IDENTITY_INVALID: {
    title: 'A key of a person that cannot be used',
    message: (p) => `${p.file} cannot be used: ${p.reason}.`,
    hint: () => '`steady identity create` makes a new one; its public key goes under "people" in steadyhand.yaml.',
    exitCode: 2,
  },
  ARTIFACT_NOT_FOUND: {
    title: 'A run kept no file of this name',
    message: (p) => `Run ${p.id} has no artifact "${p.name}"; it has: ${p.known}.`,
    hint: (p) => `\`steady artifacts ${p.id}\` lists them.`,
    exitCode: 2,
  },
  RUN_FENCED: {
    title: 'Another worker has taken the run over',
    message: (p) =>
      `Run ${p.id} is no longer this worker's (epoch ${p.epoch}): another took it over, or it was stopped.`,
    hint: () => 'Follow the run where it goes on; this worker writes nothing more to it.',
    exitCode: 5,
  },
  RANGE_START_FAILED: {
    title: 'A part of the range did not become healthy',
    message: (p) => `${p.part} did not start: ${p.reason}.`,
    hint: () => 'The output above is its own; everything that had started was ended.',
    exitCode: 1,
  },
  STACK_INVALID: {
    title: 'A stack.ts is not valid',
    message: (p) => `${p.file} is not valid: ${p.problems}.`,
    hint: () => 'packages/contracts/src/stack.ts describes every field.',
    exitCode: 2,
  },
  STACK_NOT_EXPORTABLE: {
    title: 'A part of a stack has no counterpart in the tool that it is written for',
    message: (p) => `${p.what} cannot be written: ${p.reason}.`,
    hint: () => 'Nothing was written. docs/guide/infrastructure.md says what each tool can be told.',
    exitCode: 1,
  },
  FAULT_UNKNOWN: {
    title: 'A fault that this range cannot inject',
    message: (p) => `The fault "${p.fault}" cannot be injected: ${p.reason}.`,
    hint: () => 'packages/range/README.md lists the faults.',
    exitCode: 2,
  },
  DRILL_NOT_RECOVERED: {
    title: 'A drill ended without proven recovery',
    message: (p) => `The drill ended without proven recovery: ${p.reason}.`,
    hint: () => 'The timeline shows the last step that ran.',
    exitCode: 1,
  },
  INTERRUPTED: {
    title: 'Interrupted',
    message: () => 'Interrupted.',
    hint: () => 'Everything that was started was ended.',
    exitCode: 130,
  },
  INTERNAL: {
    title: 'A fault of Steadyhand itself',
    message: (p) => `Steadyhand itself failed: ${p.reason}.`,
    hint: () => 'Please report this with the command that you gave.',
    exitCode: 1,
  },
  ...DATABASE_ERRORS,
});

export type ErrorCode = keyof typeof ERRORS;

export interface SteadyErrorOptions {
  /** What the world is like now. */
  state?: string;
  cause?: unknown;
}

/** Every error that a person may see. */
export class SteadyError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly state: string;
  readonly exitCode: number;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options: SteadyErrorOptions = {}) {
    const definition: ErrorDefinition = ERRORS[code];
    super(definition.message(params), 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'SteadyError';
    this.code = code;
    this.params = params;
    this.hint = definition.hint(params);
    this.state = options.state ?? 'Nothing was changed.';
    this.exitCode = definition.exitCode;
  }
}
