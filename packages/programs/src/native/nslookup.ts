import type { CommandContext, CommandHandler, CommandResult, ProgramGrammar } from '@steadyhand/contracts';
import type { Machine } from './environment.ts';
import { isName, isOtherType, lookUp, lookUpProgram, recordType } from './look-up.ts';

interface Question {
  name: string;
  type: string;
  /** What stands for no type of record; asked for as if it were not there. */
  unknown: string | null;
}

export function nslookupProgram(grammar: ProgramGrammar, machine: Machine): CommandHandler {
  return lookUpProgram(grammar, machine, { read, answer });
}

function read(argv: readonly string[]): Question | null {
  const name = argv.at(-1);
  let [type, unknown] = ['A', null as string | null];
  for (const word of argv.slice(0, -1)) {
    const asked = /^-(?:type|query|querytype|ty|q)=(.+)$/i.exec(word)?.[1];
    if (asked === undefined && !/^-(?:timeout|retry)=\d+$/.test(word)) return null;
    if (isOtherType(asked ?? '')) return null;
    const known = recordType(asked ?? type);
    if (known === null) unknown = asked ?? '';
    else type = known;
  }
  return isName(name) ? { name, type, unknown } : null;
}

const SERVER = 'Server:\t\t127.0.0.1\nAddress:\t127.0.0.1#53\n\n';

function answer({ name: given, type, unknown }: Question, context: CommandContext): CommandResult {
  const name = given.replace(/\.$/, '');
  const { exists, address } = lookUp(name, type, context);
  const head = (unknown === null ? '' : `unknown query type: ${unknown}\n`) + SERVER;
  if (!exists) return { exitCode: 1, stdout: `${head}** server can't find ${name}: NXDOMAIN\n\n`, stderr: '' };
  const found = address === null ? `*** Can't find ${name}: No answer\n` : `Name:\t${name}\nAddress: ${address}\n`;
  const authorities = type === 'A' || type === 'AAAA' ? '' : '\nAuthoritative answers can be found from:\n';
  return { exitCode: 0, stdout: `${head}Non-authoritative answer:\n${found}${authorities}\n`, stderr: '' };
}
