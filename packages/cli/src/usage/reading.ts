import { type Command, Option } from 'commander';
import { type Done, examples, jsonOption, ownRunbookArgument, paramOption } from './options.ts';

/** What needs no database. */
export function addReading(program: Command, done: Done): void {
  addShow(program, done);
  addCheck(program, done);
  addPrint(program, done);
  addStatus(program, done);
  addDoctor(program, done);
  addInit(program, done);
}

function addInit(program: Command, done: Done): void {
  program
    .command('init')
    .description('find the runbook of a folder, and write a steadyhand.yaml with what is known of its blanks')
    .argument('[folder]', 'folder of the system', '.')
    .option('--dry-run', 'print the file and write nothing')
    .option('--force', 'write over a steadyhand.yaml that is there')
    .addHelpText(
      'after',
      `${examples('steady init', 'steady init infra/ --dry-run')}

Reads Terraform state and outputs, Pulumi's stack files and CloudFormation templates. Nothing is started.`,
    )
    .action(async (folder: string, options) => {
      const { initCommand } = await import('../commands/init.ts');
      done(await initCommand(folder, options));
    });
}

function addDoctor(program: Command, done: Done): void {
  program
    .command('doctor')
    .description('what would stop a run now: versions, record, identity, roles, clock, permissions, programs')
    .addArgument(ownRunbookArgument())
    .option('--env <name>', 'environment to look at (default: the only one)')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `${examples('steady doctor', 'steady doctor realtime-chat --env range')}

It only looks. Exit code 1: a run would be stopped.`,
    )
    .action(async (runbook: string | undefined, options) => {
      const { doctorCommand } = await import('../commands/doctor.ts');
      done(await doctorCommand(runbook, options));
    });
}

function addStatus(program: Command, done: Done): void {
  program
    .command('status')
    .description("health of a system against its runbook's own thresholds: what answers, alarms, metrics")
    .addArgument(ownRunbookArgument())
    .option('--env <name>', 'environment to look at (default: the only one)')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `${examples('steady status --env dev', 'steady status realtime-chat --env range --json')}

It only looks. Exit code 1: something is critical.`,
    )
    .action(async (runbook: string | undefined, options) => {
      const { statusCommand } = await import('../commands/status.ts');
      done(await statusCommand(runbook, options));
    });
}

function addShow(program: Command, done: Done): void {
  program
    .command('show')
    .description('procedures, steps, effects and parameters of a runbook')
    .argument('<runbook>', 'path of a Markdown file, or the name of a system')
    .addOption(jsonOption('the parsed runbook as one JSON document'))
    .addHelpText('after', examples('steady show RUNBOOK.md', 'steady show realtime-chat --json'))
    .action(async (runbook: string, options) => {
      const { showCommand } = await import('../commands/show.ts');
      done(await showCommand(runbook, options));
    });
}

function addCheck(program: Command, done: Done): void {
  program
    .command('check')
    .description('what is wrong with runbooks: static, without a network')
    .argument('<runbook...>', 'paths of Markdown files, or names of systems')
    .addOption(jsonOption().conflicts(['sarif', 'github']))
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
      const { checkCommand } = await import('../commands/check.ts');
      done(await checkCommand(runbooks, options));
    });
}

function addPrint(program: Command, done: Done): void {
  program
    .command('print')
    .description('a procedure, or what is left of a run, as plain shell to be run by hand')
    .argument('<runbook#procedure | run>', 'a runbook and the id of a procedure; or the id of a run')
    .option('--env <name>', 'environment of steadyhand.yaml whose values fill the blanks')
    .addOption(paramOption())
    .option('--from <step>', 'begin at this step: its id, the end of its id, or its line')
    .addHelpText(
      'after',
      `${examples('steady print RUNBOOK.md#rollback --env dev > rollback.sh', 'steady print 3ee10ff6')}

With a runbook nothing is asked of a database, a network or an account. Nothing guards what you run by hand:
\`steady note\` adds it to the record of a run afterwards.`,
    )
    .action(async (reference: string, options) => {
      const { printCommand } = await import('../commands/print.ts');
      done(await printCommand(reference, options));
    });
}
