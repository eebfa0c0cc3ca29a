import { type Command, Option } from 'commander';
import {
  type Done,
  examples,
  jsonOption,
  ownRunbookArgument,
  parseCount,
  parseDigest,
  parseStatuses,
  reasonOption,
} from './options.ts';

/** What runs ask, and what people answer. */
export function addAsking(program: Command, done: Done): void {
  addRuns(program, done);
  addApprove(program, done);
  addAnswer(program, done);
  addIdentity(program, done);
}

function addRuns(program: Command, done: Done): void {
  program
    .command('runs')
    .description('the runs of the record, the newest first; or one of them with what it asks')
    .argument('[run]', 'id of a run')
    .option('--status <statuses>', 'only of these: ready,running,waiting,paused,…', parseStatuses)
    .option('--env <name>', 'only of this environment')
    .option('--limit <number>', 'at most so many', parseCount, 100)
    .addOption(jsonOption())
    .addHelpText('after', examples('steady runs --status waiting', 'steady runs 3ee10ff6'))
    .action(async (run: string | undefined, options) => {
      if (run !== undefined) {
        const { runDetailCommand } = await import('../commands/run-detail.ts');
        done(await runDetailCommand(run, options));
        return;
      }
      const { runsCommand } = await import('../commands/runs.ts');
      done(await runsCommand(options));
    });
}

function addApprove(program: Command, done: Done): void {
  program
    .command('approve')
    .description('let a run carry out the one command that it asks about, or not')
    .argument('<run>', 'id of the run')
    .addOption(new Option('--refuse', 'stop the run instead').conflicts(['skip', 'edit']))
    .addOption(
      new Option('--skip', 'leave the command and the rest of its block out instead').conflicts(['refuse', 'edit']),
    )
    .addOption(
      new Option('--edit <command>', 'approve this in its place, of the same program').conflicts(['refuse', 'skip']),
    )
    .addOption(reasonOption())
    .option('--confirm <name>', "the environment's name, where it must be typed")
    .option('--digest <digits>', 'what was seen: the first 8 or more digits of the digest', parseDigest)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `${examples(
        'steady approve 3ee10ff6',
        'steady approve 3ee10ff6 --digest 9f2c41d0 --confirm prod',
        'steady approve 3ee10ff6 --refuse --reason "not in the peak hour"',
        "steady approve 3ee10ff6 --edit 'aws ecs update-service --cluster c --service s --desired-count 3'",
      )}

Shows the exact command first and asks. Without a terminal to ask on, --digest says which command was seen.`,
    )
    .action(async (run: string, options) => {
      const { approveCommand } = await import('../commands/approve.ts');
      done(await approveCommand(run, options));
    });
}

function addAnswer(program: Command, done: Done): void {
  program
    .command('answer')
    .description('answer what a run asks: a choice, a value, what became of a command')
    .argument('<run>', 'id of the run')
    .argument('[value]', 'one of the choices, the value of a parameter, or the line that a command reads')
    .argument('[command...]', 'after "edit --": the command to approve in place of the one that is asked about')
    .option('--end', 'in place of a line that a command reads: the end of its input')
    .addOption(reasonOption())
    .option('--confirm <name>', "the environment's name, where it must be typed")
    .option('--digest <digits>', 'of an approval: the first 8 or more digits of its digest', parseDigest)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'steady answer 3ee10ff6 done',
        'steady answer 3ee10ff6 skip --reason "scaled by hand"',
        'steady answer 3ee10ff6 "it was done"',
        'steady answer 3ee10ff6 edit -- aws ecs update-service --cluster c --service s --desired-count 3',
      ),
    )
    .action(async (run: string, value: string | undefined, command: string[], options) => {
      const { answerCommand } = await import('../commands/answer.ts');
      done(await answerCommand(run, { value, command }, options));
    });
}

function addIdentity(program: Command, done: Done): void {
  const identity = program.command('identity').description('who you are to a run, and the key that proves it');
  identity
    .command('create')
    .description('make a key that signs your answers; its public half goes into steadyhand.yaml')
    .option('--name <name>', 'your name under "people" in steadyhand.yaml (default: your login name)')
    .option('--force', 'in place of the key that you have: what it signed stays valid, nothing new does')
    .addOption(jsonOption())
    .addHelpText('after', examples('steady identity create --name ada'))
    .action(async (options) => {
      const { identityCreate } = await import('../commands/identity.ts');
      done(await identityCreate(options));
    });
  identity
    .command('show')
    .description('name, public key, and the role that a system gives you')
    .addArgument(ownRunbookArgument())
    .option('--env <name>', 'environment in whose account you are')
    .addOption(jsonOption())
    .addHelpText('after', examples('steady identity show', 'steady identity show RUNBOOK.md --env prod'))
    .action(async (runbook: string | undefined, options) => {
      const { identityShow } = await import('../commands/identity.ts');
      done(await identityShow(runbook, options));
    });
}
