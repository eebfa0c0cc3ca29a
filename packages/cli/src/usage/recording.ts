import type { Command } from 'commander';
import { collectAnchors, type Done, examples, jsonOption, parseAge } from './options.ts';

/** The record of runs, and what is made of it. */
export function addRecording(program: Command, done: Done): void {
  addNote(program, done);
  addArtifacts(program, done);
  addReport(program, done);
  addCorrections(program, done);
  addAudit(program, done);
}

function addNote(program: Command, done: Done): void {
  program
    .command('note')
    .description('add to the record of a run what was done or seen besides it; also when it has ended')
    .argument('<run>', 'id of the run')
    .argument('<text>', 'what was done or seen')
    .option('--step <step>', 'the step that it belongs to: its id, the end of its id, or its line')
    .addHelpText('after', examples('steady note 3ee10ff6 "Scaled by hand to 6 at 03:12" --step scale-workers'))
    .action(async (run: string, text: string, options) => {
      const { noteCommand } = await import('../commands/note.ts');
      done(await noteCommand(run, text, options));
    });
}

function addArtifacts(program: Command, done: Done): void {
  program
    .command('artifacts')
    .description('the files that a run wrote and the long outputs of its commands, or one of them')
    .argument('<run>', 'id of the run')
    .argument('[name]', 'name of one, or the end of it')
    .option('--output <file>', 'write it to a file')
    .addOption(jsonOption('the list as one JSON document'))
    .addHelpText(
      'after',
      examples('steady artifacts 3ee10ff6', 'steady artifacts 3ee10ff6 backup.sql --output backup.sql'),
    )
    .action(async (run: string, name: string | undefined, options) => {
      const { artifactsCommand } = await import('../commands/artifacts.ts');
      done(await artifactsCommand(run, name, options));
    });
}

function addReport(program: Command, done: Done): void {
  program
    .command('report')
    .description('the post-incident report of a run, in Markdown')
    .argument('<run>', 'id of the run')
    .option('--output <file>', 'write it to a file')
    .addOption(jsonOption('the run and its timeline as one JSON document'))
    .addHelpText('after', examples('steady report 3ee10ff6', 'steady report 3ee10ff6 --output incident.md'))
    .action(async (run: string, options) => {
      const { reportCommand } = await import('../commands/report.ts');
      done(await reportCommand(run, options));
    });
}

function addCorrections(program: Command, done: Done): void {
  program
    .command('corrections')
    .description('what a run showed to be wrong in its runbook, as a patch; the runbook itself is never edited')
    .argument('<run>', 'id of the run')
    .addOption(jsonOption())
    .addHelpText('after', examples('steady corrections 3ee10ff6', 'steady corrections 3ee10ff6 | git apply'))
    .action(async (run: string, options) => {
      const { correctionsCommand } = await import('../commands/corrections.ts');
      done(await correctionsCommand(run, options));
    });
}

function addAudit(program: Command, done: Done): void {
  const audit = program.command('audit').description('whether the record of a run is whole, and the record itself');
  audit
    .command('verify')
    .description('find what was changed, removed, reordered, inserted or cut off')
    .argument('<run>', 'id of a run, or the path of an exported record (.jsonl)')
    .option('--anchor <seq:hash>', 'hash that was kept elsewhere; may be given more than once', collectAnchors, [])
    .addOption(jsonOption())
    .addHelpText('after', examples('steady audit verify 3ee10ff6', 'steady audit verify run.jsonl --anchor 41:9f2c…'))
    .action(async (what: string, options) => {
      const { auditVerify } = await import('../commands/audit.ts');
      done(await auditVerify(what, options));
    });
  audit
    .command('export')
    .description('the record of a run as JSON lines')
    .argument('<run>', 'id of the run')
    .addHelpText('after', examples('steady audit export 3ee10ff6 > run.jsonl'))
    .action(async (run: string) => {
      const { auditExport } = await import('../commands/audit.ts');
      done(await auditExport(run));
    });
  audit
    .command('anchor')
    .description('the hash of the last event of a run, to be kept where nobody who keeps the record can change it')
    .argument('<run>', 'id of the run')
    .addHelpText('after', examples('steady audit anchor 3ee10ff6'))
    .action(async (run: string) => {
      const { auditAnchor } = await import('../commands/audit.ts');
      done(await auditAnchor(run));
    });
  audit
    .command('prune')
    .description('drop outputs and other long texts of runs that ended long ago; the record still verifies')
    .requiredOption('--older-than <age>', 'of runs that ended so long ago: 90d, 12w', parseAge)
    .option('--yes', 'without asking')
    .addOption(jsonOption())
    .addHelpText('after', examples('steady audit prune --older-than 90d'))
    .action(async (options) => {
      const { auditPrune } = await import('../commands/audit-prune.ts');
      done(await auditPrune(options));
    });
}
