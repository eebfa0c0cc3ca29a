import { type Command, Option } from 'commander';
import {
  collectTexts,
  type Done,
  examples,
  jsonOption,
  paramOption,
  parseCount,
  phaseOption,
  reasonOption,
  yesOption,
} from './options.ts';

/** Runs, and what keeps them going or stops them. */
export function addRunning(program: Command, done: Done): void {
  addRun(program, done);
  addShell(program, done);
  addResume(program, done);
  addWorker(program, done);
  addOrder(program, done, 'pause');
  addOrder(program, done, 'cancel');
}

function addRun(program: Command, done: Done): void {
  program
    .command('run')
    .description('run one procedure of a runbook')
    .argument(
      '<runbook#procedure | run>',
      'a runbook and the id of a procedure, or the end of the id; a run with --attach',
    )
    .option('--env <name>', 'environment of steadyhand.yaml; "range" is the running range')
    .addOption(paramOption())
    .option('--dry-run', 'run the reads, hold everything that changes something')
    .option('--read-only', 'refuse everything but reads')
    .addOption(phaseOption())
    .addOption(yesOption())
    .addOption(new Option('--detach', 'leave the run to the workers, and print its id').conflicts('dryRun'))
    .addOption(
      new Option('--attach', 'show a run live, wherever it is carried out; Ctrl-C leaves it going').conflicts([
        ...['env', 'dryRun', 'readOnly', 'phase', 'yes', 'detach', 'json'],
      ]),
    )
    .addOption(jsonOption('the report of the run as one JSON document'))
    .addHelpText(
      'after',
      `${examples(
        'steady run RUNBOOK.md#sqs-queue-backlog --env range --dry-run',
        'steady run RUNBOOK.md#manual-ecs-scaling --env dev --param STACK=dev --yes change',
        'steady run RUNBOOK.md#rollback --env dev --detach',
        'steady run 3ee10ff6 --attach',
      )}

Where nobody is there to ask, a question parks the run: exit code 4. Answered from any terminal
(steady approve, steady answer), it goes on with a worker or with steady resume.`,
    )
    .action(async (reference: string, options) => {
      if (options.attach) {
        const { attachCommand } = await import('../commands/attach.ts');
        done(await attachCommand(reference));
        return;
      }
      const { runCommand } = await import('../commands/run.ts');
      done(await runCommand(reference, options));
    });
}

function addShell(program: Command, done: Done): void {
  program
    .command('sh')
    .description('a guarded shell: what changes something is shown first and asked for, and all of it is recorded')
    .option('--env <name>', 'environment of steadyhand.yaml; "range" is the running range')
    .addOption(paramOption())
    .option('--dry-run', 'run the reads, hold everything that changes something')
    .option('--read-only', 'refuse everything but reads')
    .addOption(jsonOption('what became of each line as one JSON document per line'))
    .addHelpText(
      'after',
      `${examples('steady sh --env range', 'steady sh --env prod --read-only', 'steady sh --env dev --json < look.sh')}

Lines that do not come from a terminal are a script: nobody is asked, what needs a yes is refused, and the first
error ends it.`,
    )
    .action(async (options) => {
      const { shCommand } = await import('../commands/sh.ts');
      done(await shCommand(options));
    });
}

function addResume(program: Command, done: Done): void {
  program
    .command('resume')
    .description('go on with a run where its record ends: nothing that was done is done again')
    .argument('<run>', 'id of the run')
    .addOption(jsonOption('the report of the run as one JSON document'))
    .addHelpText('after', examples('steady resume 3ee10ff6'))
    .action(async (run: string, options) => {
      const { resumeCommand } = await import('../commands/resume.ts');
      done(await resumeCommand(run, options));
    });
}

function addWorker(program: Command, done: Done): void {
  program
    .command('worker')
    .description('carry out runs that are ready, and those whose worker is gone, until Ctrl-C')
    .requiredOption('--env <name>', 'runs of this environment; may be given more than once', collectTexts)
    .option('--jobs <number>', 'how many runs at the same time', parseCount, 4)
    .addOption(jsonOption('one JSON document per line'))
    .addHelpText(
      'after',
      examples('steady worker --env range', 'steady worker --env dev --env staging --jobs 8 --json'),
    )
    .action(async (options) => {
      const { workerCommand } = await import('../commands/worker.ts');
      done(await workerCommand(options));
    });
}

const ORDERS = {
  pause: 'stop a run before its next command, until somebody resumes it',
  cancel: 'end a run before its next command; its rollback is offered',
};

function addOrder(program: Command, done: Done, kind: keyof typeof ORDERS): void {
  program
    .command(kind)
    .description(ORDERS[kind])
    .argument('<run>', 'id of the run')
    .addOption(reasonOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `${examples(`steady ${kind} 3ee10ff6 --reason "traffic is falling again"`)}

A change that is under way is never cut; a read or a wait is.`,
    )
    .action(async (run: string, options) => {
      const { orderCommand } = await import('../commands/order.ts');
      done(await orderCommand(run, kind, options));
    });
}
