/** Programs of Node: package managers, what they run, and Node itself. */
import type { JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import { judgeWords } from './carried.ts';
import { type Rule, tableGrammar, type Words } from './command-table.ts';
import { all } from './rules.ts';

/** Programs of packages whose name is the package's, and that have a table of their own. */
const PROGRAMS: ReadonlySet<string> = new Set(
  'prisma serverless sls knex cdk artillery autocannon wscat sequelize sequelize-cli typeorm drizzle-kit vercel wrangler pm2 sentry-cli'.split(
    ' ',
  ),
);

/** What a project builds, checks and formats by habit stays in its folder. */
const BUILDING = /^(?:build|lint|lint:fix|typecheck|type-check|check-types|format|format:check|compile)$/;
const script: Rule = ({ operands: [first] }) =>
  BUILDING.test(first?.value ?? '')
    ? ['change', 'builds or checks the project']
    : ['unknown', 'what the script does is not looked at'];

export function nodeGrammars(judge: JudgeShell): ProgramGrammar[] {
  return [...managers(judge), ...runners(judge), node()];
}

function managers(judge: JudgeShell): ProgramGrammar[] {
  return ['npm', 'pnpm', 'yarn', 'bun'].map((program) =>
    tableGrammar({
      program,
      summary: 'Packages and scripts of Node',
      examples: [`${program} ls`, `${program} run build`],
      valued: ['-w', '--workspace', '--prefix', '--registry', '--tag', '--filter', '-F', '-C', '--cwd', '--dir'],
      carries: { exec: 0, x: 0, dlx: 0 },
      commands: {
        ...all('read', 'ls, list, outdated, view, info, show, audit, ping, whoami, why, explain, doctor, fund, search'),
        ...all('local', 'root, prefix, bin, help'),
        ...all('reveal', 'config list, config ls, config get, token list'),
        ...all(
          'change',
          'install, i, ci, add, update, up, upgrade, uninstall, remove, rm, prune, dedupe, rebuild, audit fix',
        ),
        ...all(
          'change',
          'publish, version, config set, config delete, link, pack, dist-tag, owner, login, logout, cache',
        ),
        ...all('change', 'build, lint, typecheck, format'),
        ...all('destroy', 'unpublish, deprecate'),
        ...all('unknown', 'test, start, stop, restart, init, create, dev'),
        run: script,
        'run-script': script,
        exec: carriedProgram(judge),
        x: carriedProgram(judge),
        dlx: carriedProgram(judge),
      },
    }),
  );
}

function runners(judge: JudgeShell): ProgramGrammar[] {
  return ['npx', 'bunx', 'pnpx'].map((program) => ({
    program,
    summary: 'Runs the program of a package',
    examples: [`${program} prisma migrate status`],
    analyse: (call) => {
      let rest = 0;
      while (call.argv[rest]?.startsWith('-')) {
        if (/^(?:-c|--call)/.test(call.argv[rest] ?? '')) return judged('unknown', 'a command that is not looked at');
        rest += /^(?:-p|--package|-w|--workspace)$/.test(call.argv[rest] ?? '') ? 2 : 1;
      }
      return judgePackage({ call, rest }, judge);
    },
  }));
}

const carriedProgram =
  (judge: JudgeShell): Rule =>
  (words) =>
    judgePackage(words, judge);

function judgePackage({ call, rest }: Pick<Words, 'call' | 'rest'>, judge: JudgeShell) {
  const at = call.argv[rest] === '--' ? rest + 1 : rest;
  const name = (call.argv[at] ?? '').replace(/(?<=.)@[\w.^~-]+$/, '').replace(/^@(?:sentry\/(?=cli$))/, 'sentry-');
  if (rest < 0 || !PROGRAMS.has(name)) return judged('unknown', 'a program that is not looked at');
  const argv = call.argv.map((word, index) => (index === at ? name : word));
  const firstOther = argv.findIndex((word, index) => index >= at && !/^[a-z][a-z:-]*$/.test(word));
  const operation = argv.slice(at, firstOther < 0 ? undefined : firstOther).join(' ');
  return { ...judgeWords({ ...call, argv }, at, judge), operation: operation === '' ? null : operation };
}

function node(): ProgramGrammar {
  return {
    program: 'node',
    summary: 'Runs a program',
    examples: ['node --version'],
    analyse: ({ argv: [first = ''] }) =>
      /^(?:--version|-v|--help|-h|--check|-c)$/.test(first)
        ? judged('local', 'prints, and runs nothing')
        : judged('unknown', 'what the program does is not looked at'),
  };
}
