import { type Command, Option } from 'commander';
import { FORMATS } from '../infra/formats.ts';
import { type Done, examples, jsonOption, parseCount, parsePort, parseSpeed } from './options.ts';

export function addRehearsing(program: Command, done: Done): void {
  addDrill(program, done);
  addRange(program, done);
  addInfra(program, done);
}

function addDrill(program: Command, done: Done): void {
  program
    .command('drill')
    .description('break a system in a range of its own and prove that its runbook brings it back')
    .argument('<system/drill>', 'a system and one of its drills; with --all a system')
    .option('--all', 'every drill of the system, with a table at the end')
    .option('--jobs <number>', 'with --all: drills at a time', parseCount, 2)
    .option('--results <file>', 'with --all: keep what came out in this file, as JSON')
    .option('--report <file>', 'write the post-incident report of the drill, in Markdown')
    .addOption(jsonOption('the report of the drill as one JSON document'))
    .addHelpText(
      'after',
      examples(
        'steady drill realtime-chat/queue-backlog',
        'steady drill realtime-chat/queue-backlog --report drill.md',
        'steady drill --all realtime-chat',
      ),
    )
    .action(async (reference: string, { all, ...options }) => {
      if (all) {
        const { drillAllCommand } = await import('../commands/drill-all.ts');
        done(await drillAllCommand(reference, options));
        return;
      }
      const { drillCommand } = await import('../commands/drill.ts');
      done(await drillCommand(reference, options));
    });
}

function addRange(program: Command, done: Done): void {
  const range = program
    .command('range')
    .description('a local AWS in which tasks, databases, queues and alarms are real');
  range
    .command('up')
    .description('boot a system and keep it up until Ctrl-C')
    .argument('<system>', 'name of a system, or the path of its folder')
    .option('--name <name>', 'name of the range (default: the name of the system)')
    .option('--port <port>', 'port of the endpoint (default: a free one)', parsePort)
    .option('--stack <name>', "one of the system's stacks (default: its default one)")
    .option('--speed <factor>', "how many times as fast as the wall the range's clock runs", parseSpeed, 1)
    .addHelpText(
      'after',
      examples('steady range up realtime-chat', 'steady range up realtime-chat --port 4566 --speed 10'),
    )
    .action(async (system: string, options) => {
      const { rangeUp } = await import('../commands/range-up.ts');
      done(await rangeUp(system, options));
    });
  range
    .command('env')
    .description('what the real AWS CLI needs to talk to a running range, as shell to evaluate')
    .option('--name <name>', 'name of the range, when more than one is running')
    .addOption(jsonOption())
    .addHelpText('after', examples('eval "$(steady range env)" && aws sqs list-queues'))
    .action(async (options) => {
      const { rangeEnv } = await import('../commands/range-env.ts');
      done(await rangeEnv(options));
    });
  range
    .command('faults')
    .description('what can be broken in a range, with the fields of each fault')
    .addOption(jsonOption())
    .addHelpText('after', examples('steady range faults'))
    .action(async (options) => {
      const { rangeFaults } = await import('../commands/range-faults.ts');
      done(await rangeFaults(options));
    });
  range
    .command('down')
    .description('end a running range')
    .option('--name <name>', 'name of the range, when more than one is running')
    .addHelpText('after', examples('steady range down'))
    .action(async (options) => {
      const { rangeDown } = await import('../commands/range-down.ts');
      done(await rangeDown(options));
    });
}

function addInfra(program: Command, done: Done): void {
  const infra = program.command('infra').description("a system's infrastructure, as its stack describes it");
  infra
    .command('export')
    .description('write the stack that a range boots for another tool, alarms and dashboards included')
    .argument('<system>', 'name of a system, or the path of its folder')
    .addOption(new Option('--format <tool>', 'the tool').choices(FORMATS).makeOptionMandatory())
    .option('--stack <name>', "one of the system's stacks (default: its default one)")
    .option('--out <folder>', 'folder to write into; - for standard output, one file after another', '-')
    .addHelpText(
      'after',
      examples(
        'steady infra export realtime-chat --format terraform --stack 1k-dau --out infra',
        'steady infra export realtime-chat --format cloudformation --out infra',
      ),
    )
    .action(async (system: string, options) => {
      const { infraExport } = await import('../commands/infra-export.ts');
      done(await infraExport(system, options));
    });
}
