/** `pg_dump`, `pg_dumpall` and `pg_restore`, the installed ones, led to where a range has the server. */
import {
  type Call,
  type CommandContext,
  type CommandHandler,
  type ProgramGrammar,
  SteadyError,
} from '@steadyhand/contracts';
import { type CommandLine, lastValue, optionTable, parseCommandLine } from '../command-line.ts';
import type { Machine } from './environment.ts';
import { installedProgram, notInstalled, startInstalled } from './installed-program.ts';

const CONNECTION = optionTable(['-h, --host=', '-p, --port=', '-d, --dbname=']);

export function pgDumpProgram(grammar: ProgramGrammar, machine: Machine): CommandHandler {
  const installed = installedProgram(grammar, machine);
  return {
    ...installed,
    refusal: () => notInstalled(grammar.program, machine),
    run: async (call, context) => {
      if (context.target.kind !== 'range') return installed.run(call, context);
      const effect = context.effect ?? grammar.analyse(call).effect;
      const { argv, env } = intoRange(call, context);
      return startInstalled({ ...call, argv }, { ...context, effect, env }, { grammar, machine });
    },
  };
}

/** Settings of libpq that name a server inside of a text. */
const IN_TEXT = /(?:^-d|\b)(?:host|hostaddr|port|service)\s*=(?<!^--(?:host|port)=)/;
/** `-vhdb` and `--ho=db`: what getopt takes for `-h`, `-p` and `-d` in another spelling. */
const SPELLED = /^-[abBcCeOslvxwW1]+[hpd]|^--(?:h|hos?|p|por?|d|db|dbn|dbna|dbnam)(?:=|$)/;
const URL_IN = /(?:^|=|^-d)postgres(?:ql)?:\/\//;

type Led = Pick<Call, 'argv'> & Pick<CommandContext, 'env'>;

/** The same call with another server. Options of others are passed on, whatever they are. */
function intoRange({ program, argv }: Call, { env, target }: CommandContext): Led {
  // Without a database it reads or writes a file.
  const isOffline = program === 'pg_restore' && !argv.some((word) => /^(?:-d.*|--dbname(?:=.*)?)$/.test(word));
  if (isOffline || argv.some((word) => word === '--help' || word === '--version')) return { argv, env };
  if (
    argv.some((word) => IN_TEXT.test(word) || SPELLED.test(word)) ||
    Object.keys(env).some((name) => /^PG(?:SERVICE|HOSTADDR)/.test(name))
  )
    throw refused(program, 'its server is named in a way that is not led into the range', 'Name it with -h and -p');
  if (argv.some((word) => URL_IN.test(word)))
    return { argv: argv.map((word) => (URL_IN.test(word) ? ledUrl(word, target, program) : word)), env };
  const line = connectionWords(argv);
  const host = lastValue(line.given, 'host') ?? env.PGHOST ?? 'localhost';
  const port = Number(lastValue(line.given, 'port') ?? env.PGPORT ?? 5432);
  const to = target.resolve(host, port);
  if (to === null) throw elsewhere(program, host, port);
  return {
    argv: line.rest,
    env: { ...env, PGHOST: to.host, PGPORT: String(to.port), PGSSLMODE: env.PGSSLMODE ?? 'prefer' },
  };
}

/** The options that name the server, and all other words. */
function connectionWords(argv: readonly string[]): { given: CommandLine; rest: string[] } {
  const own: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (/^(?:-[hp]|--host|--port)$/.test(word)) own.push(word, argv[++at] ?? '');
    else if (/^(?:-[hp].+|--host=.*|--port=.*)$/.test(word)) own.push(word);
    else rest.push(word);
  }
  return { given: parseCommandLine(own, CONNECTION, { equals: true }), rest };
}

/** As libpq divides it (fe-connect.c, conninfo_uri_parse_options): who calls ends at an `@` with no `/` before. */
const SERVER = /^((?:.*?=|-d)?postgres(?:ql)?:\/\/(?:[^@/]*@)?)(\[[^\]]*\]|[^:/?@]*)(?::(\d+))?(?=[/?]|$)/s;

function ledUrl(word: string, target: CommandContext['target'], program: string): string {
  const [whole = '', before = '', host = '', port = '5432'] = SERVER.exec(word) ?? [];
  const to = target.resolve(host, Number(port));
  if (to === null) throw elsewhere(program, host, Number(port));
  return `${before}${to.host}:${to.port}${word.slice(whole.length)}`;
}

function elsewhere(program: string, host: string, port: number): SteadyError {
  return new SteadyError('PROGRAM_NOT_IN_RANGE', { program, command: `${program} on ${host}:${port}` });
}

function refused(program: string, reason: string, instead: string): SteadyError {
  return new SteadyError('PROGRAM_REFUSED', { program, reason, instead });
}
