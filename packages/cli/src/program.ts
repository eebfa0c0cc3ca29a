import { EFFECTS, type Effect, SteadyError } from '@steadyhand/contracts';
import type { Anchor } from '@steadyhand/engine';
import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { VERSION } from './version.ts';

/** The command line as data: what each command is called, takes and does. Commands themselves are loaded when called. */
export function createProgram(done: (exitCode: number) => void): Command {
  const program = new Command('steady')
    .description("Runs a team's operations runbook: guarded, recorded, and rehearsed.")
    .version(VERSION, '--version')
    .showHelpAfterError('Nothing was changed.')
    .exitOverride((error) => endOfParsing(error))
    .configureHelp({ showGlobalOptions: false });
  addShow(program, done);
  addCheck(program, done);
  addRun(program, done);
  addRuns(program, done);
  addAudit(program, done);
  addDrill(program, done);
  addRange(program, done);
  program
    .command('aws')
    .description('the AWS CLI, in one process, with the same options and output')
    .argument('[arguments...]')
    .addHelpText(
      'after',
      examples('steady aws sts get-caller-identity', 'steady aws ecs list-clusters --output table'),
    );
  program.addHelpText(
    'after',
    examples('steady show RUNBOOK.md', 'steady run RUNBOOK.md#rollback --env dev --dry-run'),
  );
  return program;
}

function addShow(program: Command, done: (exitCode: number) => void): void {
  program
    .command('show')
    .description('procedures, steps, effects and parameters of a runbook')
    .argument('<runbook>', 'path of a Markdown file, or the name of a system')
    .option('--json', 'the parsed runbook as one JSON document')
    .addHelpText('after', examples('steady show RUNBOOK.md', 'steady show realtime-chat --json'))
    .action(async (runbook: string, options) => {
      const { showCommand } = await import('./commands/show.ts');
      done(await showCommand(runbook, options));
    });
}

function addCheck(program: Command, done: (exitCode: number) => void): void {
  program
    .command('check')
    .description('what is wrong with runbooks: static, without a network')
    .argument('<runbook...>', 'paths of Markdown files, or names of systems')
    .addOption(new Option('--json', 'as one JSON document').conflicts(['sarif', 'github']))
    .addOption(new Option('--sarif', 'as a SARIF 2.1.0 log').conflicts(['json', 'github']))
    .addOption(new Option('--github', 'as annotations of GitHub Actions').conflicts(['json', 'sarif']))
    .addOption(
      new Option('--fail-on <severity>', 'the mildest finding that fails')
        .choices(['error', 'warning'])
        .default('error'),
    )
    .addHelpText(
      'after',
      `${examples('steady check RUNBOOK.md', 'steady check docs/runbooks/*.md --github --fail-on warning')}

A finding that is meant is ignored by a comment above it, with a reason:
  <!-- steadyhand-ignore RULE-ID: reason -->
  <!-- steadyhand-ignore-file RULE-ID: reason -->`,
    )
    .action(async (runbooks: string[], options) => {
      const { checkCommand } = await import('./commands/check.ts');
      done(await checkCommand(runbooks, options));
    });
}

function addRun(program: Command, done: (exitCode: number) => void): void {
  program
    .command('run')
    .description('run one procedure of a runbook')
    .argument('<runbook#procedure>', 'a runbook and the id of a procedure, or the end of the id')
    .option('--env <name>', 'environment of steadyhand.yaml; "range" is the running range')
    .option('--param <name=value>', 'value of a parameter; may be given more than once', collectParams, {})
    .option('--dry-run', 'run the reads, hold everything that changes something')
    .option('--read-only', 'refuse everything but reads')
    .addOption(yesOption())
    .option('--json', 'the report of the run as one JSON document')
    .addHelpText(
      'after',
      examples(
        'steady run RUNBOOK.md#sqs-queue-backlog --env range --dry-run',
        'steady run RUNBOOK.md#manual-ecs-scaling --env dev --param STACK=dev --yes change',
      ),
    )
    .action(async (reference: string, options) => {
      const { runCommand } = await import('./commands/run.ts');
      done(await runCommand(reference, options));
    });
}

function addRuns(program: Command, done: (exitCode: number) => void): void {
  program
    .command('runs')
    .description('the runs of the record, the newest first')
    .option('--json', 'as one JSON document')
    .action(async (options) => {
      const { runsCommand } = await import('./commands/runs.ts');
      done(await runsCommand(options));
    });
  program
    .command('resume')
    .description('go on with a run where its record ends: nothing that was done is done again')
    .argument('<run>', 'id of the run')
    .addOption(yesOption())
    .option('--json', 'the report of the run as one JSON document')
    .addHelpText('after', examples('steady resume 3ee10ff6'))
    .action(async (run: string, options) => {
      const { resumeCommand } = await import('./commands/resume.ts');
      done(await resumeCommand(run, options));
    });
}

function addAudit(program: Command, done: (exitCode: number) => void): void {
  const audit = program.command('audit').description('whether the record of a run is whole, and the record itself');
  audit
    .command('verify')
    .description('find what was changed, removed, reordered, inserted or cut off')
    .argument('<run>', 'id of a run, or the path of an exported record (.jsonl)')
    .option('--anchor <seq:hash>', 'hash that was kept elsewhere; may be given more than once', collectAnchors, [])
    .option('--json', 'as one JSON document')
    .addHelpText('after', examples('steady audit verify 3ee10ff6', 'steady audit verify run.jsonl --anchor 41:9f2c…'))
    .action(async (what: string, options) => {
      const { auditVerify } = await import('./commands/audit.ts');
      done(await auditVerify(what, options));
    });
  audit
    .command('export')
    .description('the record of a run as JSON lines')
    .argument('<run>', 'id of the run')
    .addHelpText('after', examples('steady audit export 3ee10ff6 > run.jsonl'))
    .action(async (run: string) => {
      const { auditExport } = await import('./commands/audit.ts');
      done(await auditExport(run));
    });
  audit
    .command('anchor')
    .description('the hash of the last event of a run, to be kept where nobody who keeps the record can change it')
    .argument('<run>', 'id of the run')
    .action(async (run: string) => {
      const { auditAnchor } = await import('./commands/audit.ts');
      done(await auditAnchor(run));
    });
}

function yesOption(): Option {
  return new Option('--yes <effects>', 'effects approved beforehand: read,reveal,change,…').argParser(parseEffects);
}

function collectAnchors(text: string, before: Anchor[]): Anchor[] {
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new InvalidArgumentError('An anchor is SEQ:HASH, as `steady audit anchor` prints it.');
  return [...before, { seq: Number(seq), hash }];
}

function addDrill(program: Command, done: (exitCode: number) => void): void {
  program
    .command('drill')
    .description('break a system in a range of its own and prove that its runbook brings it back')
    .argument('<system/drill>', 'a system and one of its drills')
    .option('--json', 'the report of the drill as one JSON document')
    .addHelpText('after', examples('steady drill realtime-chat/queue-backlog'))
    .action(async (reference: string, options) => {
      const { drillCommand } = await import('./commands/drill.ts');
      done(await drillCommand(reference, options));
    });
}

function addRange(program: Command, done: (exitCode: number) => void): void {
  const range = program
    .command('range')
    .description('a local AWS in which tasks, databases, queues and alarms are real');
  range
    .command('up')
    .description('boot a system and keep it up until Ctrl-C')
    .argument('<system>', 'name of a system, or the path of its folder')
    .option('--name <name>', 'name of the range (default: the name of the system)')
    .option('--port <port>', 'port of the endpoint (default: a free one)', parsePort)
    .option('--speed <factor>', "how many times as fast as the wall the range's clock runs", parseSpeed, 1)
    .addHelpText(
      'after',
      examples('steady range up realtime-chat', 'steady range up realtime-chat --port 4566 --speed 10'),
    )
    .action(async (system: string, options) => {
      const { rangeUp } = await import('./commands/range-up.ts');
      done(await rangeUp(system, options));
    });
  range
    .command('env')
    .description('what the real AWS CLI needs to talk to a running range, as shell to evaluate')
    .option('--name <name>', 'name of the range, when more than one is running')
    .option('--json', 'as one JSON document')
    .addHelpText('after', examples('eval "$(steady range env)" && aws sqs list-queues'))
    .action(async (options) => {
      const { rangeEnv } = await import('./commands/range-env.ts');
      done(await rangeEnv(options));
    });
  range
    .command('down')
    .description('end a running range')
    .option('--name <name>', 'name of the range, when more than one is running')
    .action(async (options) => {
      const { rangeDown } = await import('./commands/range-down.ts');
      done(await rangeDown(options));
    });
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

function collectParams(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (!name || !value) throw new SteadyError('PARAMETER_INVALID', { text, reason: 'it is not NAME=VALUE' });
  return { ...before, [name]: value };
}

function parseEffects(text: string): Effect[] {
  const isEffect = (name: string): name is Effect => (EFFECTS as readonly string[]).includes(name);
  return text.split(',').map((name) => {
    if (isEffect(name)) return name;
    throw new InvalidArgumentError(`"${name}" is no effect; there are ${EFFECTS.join(', ')}.`);
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
  throw new InvalidArgumentError('A port is a whole number below 65536.');
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (speed > 0 && speed <= 1000) return speed;
  throw new InvalidArgumentError('A speed is a number above 0, at most 1000.');
}

/** Commander ends by throwing: help and version are no errors, everything else is wrong usage. */
function endOfParsing(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : 2);
}
