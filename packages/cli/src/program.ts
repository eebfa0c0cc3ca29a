import { Command, type CommanderError } from 'commander';
import { addAsking } from './usage/asking.ts';
import { type Done, examples } from './usage/options.ts';
import { addReading } from './usage/reading.ts';
import { addRecording } from './usage/recording.ts';
import { addRehearsing } from './usage/rehearsing.ts';
import { addRunning } from './usage/running.ts';
import { VERSION } from './version.ts';

/** The command line as data: what each command is called, takes and does. Commands themselves are loaded when called. */
export function createProgram(done: Done): Command {
  const program = new Command('steady')
    .description("Runs a team's operations runbook: guarded, recorded, and rehearsed.")
    .version(VERSION, '--version')
    .showHelpAfterError('Nothing was changed.')
    .exitOverride((error) => endOfParsing(error))
    .configureHelp({ showGlobalOptions: false });
  program.commandsGroup('Read a runbook:');
  addReading(program, done);
  program.commandsGroup('Run it:');
  addRunning(program, done);
  program.commandsGroup('Answer what runs ask:');
  addAsking(program, done);
  program.commandsGroup('The record:');
  addRecording(program, done);
  program.commandsGroup('Rehearse:');
  addRehearsing(program, done);
  program.commandsGroup('Besides:').helpCommand('help [command]', 'help for a command');
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
    `${examples('steady show RUNBOOK.md', 'steady run RUNBOOK.md#rollback --env dev --dry-run')}

Exit codes: 0 done; 1 a step failed or a check found errors; 2 wrong usage; 3 refused by a guard or a person;
4 waiting for a person or a time; 5 unknown outcome, a person must look; 130 interrupted.`,
  );
  return program;
}

/** Commander ends by throwing: help and version are no errors, everything else is wrong usage. */
function endOfParsing(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : 2);
}
