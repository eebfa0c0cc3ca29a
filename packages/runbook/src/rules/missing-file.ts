import type { Procedure } from '@steadyhand/contracts';
import type { CommandPlace, Finding, Rule, RuleContext } from './rule.ts';

/** A warning: the file may lie on the machine that the step is done on. Nothing is said where the document has no place. */
export const missingFile: Rule = {
  id: 'missing-file',
  severity: 'warning',
  title: 'A script or file that a command names does not exist.',
  why: 'The one script that rolls back was moved half a year ago; the runbook says where it used to be.',
  example: {
    bad: '# Roll back\n\n```bash\n./scripts/moved-away.sh prod\n```\n',
    good: '# Roll back\n\n```bash\ncat > undo.sql <<EOF\nSELECT 1;\nEOF\npsql $DATABASE_URL -f undo.sql\n```\n',
  },
  *check(context) {
    const seen = new Set<string>();
    const elsewhere = new Set<Procedure>();
    for (const place of context.commands) {
      if (place.command.inside !== null || place.command.inline) continue;
      for (const path of filesOf(place)) {
        if (seen.has(path) || elsewhere.has(place.procedure)) continue;
        const found = lookFor(path, place, context);
        if (found === null) continue;
        seen.add(path);
        yield found;
      }
      if (goesElsewhere(place)) elsewhere.add(place.procedure);
    }
  },
};

function lookFor(path: string, { command }: CommandPlace, { knowledge, lines }: RuleContext): Finding | null {
  const clean = path.replace(/^\.\//, '');
  // Commands are run from the root of the repository as often as from beside the document.
  const answers = ['', '../', '../../', '../../../'].map((up) => knowledge.fileExists(`${up}${clean}`));
  if (answers.some((answer) => answer !== false)) return null;
  const name = clean.slice(clean.lastIndexOf('/') + 1);
  const before = lines.slice(0, command.line - 1);
  if (before.some((line) => makes(line, clean) || makes(line, name))) return null;
  const hint = 'Correct the path, or say in the step where the file comes from.';
  return { line: command.line, message: `There is no "${path}" beside this document or above it.`, hint };
}

/** A line that writes the file, or tells its reader of it. */
function makes(line: string, name: string): boolean {
  const at = line.indexOf(name);
  if (at < 0) return false;
  return (
    /(?:>\s*|\b(?:tee|cp|mv|touch|wget|curl|scp|create|save|write|edit|nano|vim?|-o|-out|--output(?:-file)?|-O)\b.*)["']?[\w./-]*$/i.test(
      line.slice(0, at),
    ) || /^[\s#*`-]*$/.test(line.slice(0, at))
  );
}

/** Paths of the repository that the command reads or runs. */
function filesOf({ command, argv, unresolved }: CommandPlace): string[] {
  const { program } = command;
  const paths: string[] = [];
  if (/^(?:\.{1,2}\/|(?:scripts|bin|tools|ops|deploy)\/)/.test(program)) paths.push(program);
  const known = argv.map((word, i) => (unresolved.has(i) ? '' : word));
  for (const [i, word] of known.entries()) {
    const file = /^fileb?:\/\/(?!\/)(.+)$/.exec(word)?.[1];
    if (file !== undefined) paths.push(file);
    if (
      /^(?:bash|sh|source|\.|python3?|node|ruby)$/.test(program) &&
      i === 0 &&
      /\.(?:sh|bash|py|js|ts|mjs|rb|env)$/.test(word)
    )
      paths.push(word);
    if (
      /^(?:psql|kubectl|oc|mysql|docker-compose)$/.test(program) &&
      /^(?:-f|--file|--filename)$/.test(known[i - 1] ?? '')
    )
      paths.push(word);
  }
  return paths.filter(isLocal);
}

function isLocal(path: string): boolean {
  return (
    /^[\w.][\w./-]*$/.test(path) &&
    !/^(?:\.{3}|-$)|X{3,}|your|path\/to|example|\.\.\.|^[A-Z_]+$/i.test(path) &&
    path !== '-'
  );
}

/** After a `cd` in the procedure nobody knows where a relative path begins; inside a clone or another machine neither. */
function goesElsewhere({ command, argv }: CommandPlace): boolean {
  return /^(?:cd|pushd|ssh|su)$/.test(command.program) || (command.program === 'git' && argv[0] === 'clone');
}
