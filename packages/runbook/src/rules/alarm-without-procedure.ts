import type { Procedure } from '@steadyhand/contracts';
import { matchAlarm } from '../match-alarm.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

/** A warning: the alarm may be meant for people to look at, but then the document should not promise more. */
export const alarmWithoutProcedure: Rule = {
  id: 'alarm-without-procedure',
  severity: 'warning',
  title: 'An alarm that the document names starts none of its procedures.',
  why: 'The page says which alarm fired. A search for its name in the runbook finds only the line that created it.',
  example: {
    bad: '# Runbook\n\n## Setup\n\n```bash\naws cloudwatch put-metric-alarm --alarm-name prod-disk-full\n```\n\n## High CPU\n\n**Alarm:** `prod-high-cpu`\n\n1. Scale out\n',
    good: '# Runbook\n\n## Setup\n\n```bash\naws cloudwatch put-metric-alarm --alarm-name prod-high-cpu\n```\n\n## High CPU\n\n**Alarm:** `prod-high-cpu`\n\n1. Scale out\n',
  },
  *check(context) {
    const incidents = context.runbook.procedures.filter(({ kind }) => kind === 'incident');
    const byAlarm = incidents.filter(({ triggers }) => triggers.some(({ alarm }) => alarm !== undefined));
    const seen = new Set<string>();
    // Where no procedure names its alarm, the document is not written by alarms; a table of one that is for a single
    // incident lists what starts that.
    const tables = byAlarm.length > 1 ? alarmsInTables(context) : [];
    const named = byAlarm.length > 0 ? [...alarmsInCommands(context), ...tables] : [];
    for (const { name, line } of named) {
      if (seen.has(name) || matchAlarm(context.runbook, name).length > 0) continue;
      seen.add(name);
      if (incidents.some((procedure) => speaksOf(procedure, name))) continue;
      yield finding(name, line);
    }
  },
};

function finding(name: string, line: number): Finding {
  const hint = `Write it under the symptoms of its procedure: "CloudWatch alarm \`${name}\`".`;
  return { line, message: `No procedure is for the alarm "${name}".`, hint };
}

interface Named {
  name: string;
  line: number;
}

function* alarmsInCommands({ commands }: RuleContext): Iterable<Named> {
  for (const { command, argv } of commands) {
    if (command.program !== 'aws' || !command.operation?.startsWith('cloudwatch ')) continue;
    for (const [i, word] of argv.entries()) {
      if (!/^--alarm-names?$/.test(word)) continue;
      const names = argv.slice(i + 1);
      const end = names.findIndex((name) => name.startsWith('--'));
      for (const name of end < 0 ? names : names.slice(0, end)) if (isWhole(name)) yield { name, line: command.line };
    }
  }
}

/** In the first column of tables of alarms. */
function* alarmsInTables({ lines }: RuleContext): Iterable<Named> {
  let inTable = false;
  for (const [i, line] of lines.entries()) {
    if (/^\s*\|\s*(?:\*\*)?(?:alarm|alert)(?:\s+name)?(?:\*\*)?\s*\|/i.test(line)) inTable = true;
    else if (!/^\s*\|/.test(line)) inTable = false;
    const name = inTable ? /^\s*\|\s*`([^`|]+)`/.exec(line)?.[1] : undefined;
    if (name !== undefined && isWhole(name)) yield { name, line: i + 1 };
  }
}

function isWhole(name: string): boolean {
  return /^[\w.-]{4,}$/.test(name) && /[a-z]/.test(name) && !/X{3,}|^your|^my|test/i.test(name);
}

/** The procedure has the alarm's words in its title or symptoms, if not its name. */
function speaksOf({ title, symptoms, triggers }: Procedure, name: string): boolean {
  const said = [title, ...symptoms, ...triggers.map(({ text }) => text)].join(' ').toLowerCase();
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_.]+/);
  const own = words.filter(
    (word) =>
      word.length > 2 &&
      !/^(?:prod\w*|staging|dev|alarm|alert|high|low|the|app|api|service|critical|warning)$/.test(word),
  );
  const found = own.filter((word) => said.includes(word));
  return own.length > 0 && found.length * 2 >= own.length;
}
