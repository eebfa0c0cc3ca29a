import { quoteWord } from '@steadyhand/bash';
import type { Call, Effect, JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import { judgeWords } from './carried.ts';
import { type Rule, tableGrammar } from './command-table.ts';
import { all, type Group, groupGrammars, withOptions } from './rules.ts';

/** Programs of development and delivery. */
export function developmentGrammars(judge: JudgeShell): ProgramGrammar[] {
  return [gh(), make(), ...pythons(judge), ...builders(), ...rails(), ruby(judge), ...groupGrammars(BUILDERS)];
}

/** `gh api` asks with GET unless it is given a method or fields. */
const api: Rule = ({ has, value }) => {
  const method = (value('-X', '--method') ?? '').toUpperCase();
  if (method === 'DELETE') return 'destroy';
  const hasFields = has('-f', '-F', '--field', '--raw-field', '--input');
  return method === 'GET' || (method === '' && !hasFields) ? 'read' : 'change';
};

function gh(): ProgramGrammar {
  return tableGrammar({
    program: 'gh',
    summary: 'GitHub',
    examples: ['gh run list --workflow deploy.yml', 'gh workflow run deploy.yml'],
    valued: [
      '-R',
      '--repo',
      '-L',
      '--limit',
      '-w',
      '--workflow',
      '-b',
      '--branch',
      '-q',
      '--jq',
      '-X',
      '--method',
      '-f',
      '-F',
      '--json',
      '--template',
      '--ref',
      '--body',
      '--title',
    ],
    commands: {
      ...all(
        'read',
        'run list, run view, run watch, run download, pr list, pr view, pr status, pr diff, pr checks, issue list',
      ),
      ...all(
        'read',
        'issue view, issue status, repo view, repo list, release list, release view, workflow list, workflow view',
      ),
      ...all('read', 'secret list, variable list, variable get, cache list, search, status, ruleset list'),
      ...all(
        'change',
        'run rerun, run cancel, workflow run, workflow enable, workflow disable, pr create, pr merge, pr close',
      ),
      ...all(
        'change',
        'pr comment, pr review, pr edit, pr reopen, pr checkout, issue create, issue close, issue comment',
      ),
      ...all(
        'change',
        'issue edit, issue reopen, release create, release upload, release edit, release download, secret set',
      ),
      ...all('change', 'variable set, repo clone, repo create, repo edit, label create, auth login, auth logout'),
      ...all(
        'destroy',
        'run delete, release delete, repo delete, repo archive, secret delete, secret remove, variable delete',
      ),
      ...all('destroy', 'cache delete, issue delete, label delete'),
      'auth token': 'reveal',
      'auth status': withOptions(['-t', '--show-token'], 'reveal', 'read'),
      api,
    },
  });
}

function make(): ProgramGrammar {
  return tableGrammar({
    program: 'make',
    summary: 'Runs the recipes of a Makefile',
    examples: ['make deploy'],
    valued: ['-C', '-f', '-j'],
    commands: {
      '': ({ operands, has }) => {
        const helps = operands.length === 1 && operands[0]?.value === 'help';
        return helps || has('-v', '--version') ? 'local' : ['unknown', 'what the recipe does is not looked at'];
      },
    },
  });
}

/** A program given by a file or by `-c` may do anything; some modules are known. */
function pythons(judge: JudgeShell): ProgramGrammar[] {
  const django: ProgramGrammar[] = ['django-admin', 'manage.py'].map((program) => ({
    program,
    summary: 'Commands of a Django project',
    examples: [`${program} showmigrations`],
    analyse: ({ argv }) => judged(...judgeDjango(argv)),
  }));
  const python = ['python', 'python3'].map((program) => ({
    program,
    summary: 'Runs a program',
    examples: [`${program} -m json.tool`],
    analyse: ({ argv }: Call) => judged(...judgePython(argv, judge)),
  }));
  return [...python, ...django];
}

function judgePython([first = '', second = '', ...rest]: readonly string[], judge: JudgeShell): [Effect, string] {
  if (/^(?:--version|-V|--help|-h)$/.test(first)) return ['local', 'prints help'];
  if (/(?:^|\/)manage\.py$/.test(first)) return judgeDjango([second, ...rest]);
  if (first !== '-m') return ['unknown', 'what the program does is not looked at'];
  if (/^(?:json\.tool|py_compile|site|platform|calendar)$/.test(second)) return ['local', `${second} computes`];
  if (second === 'venv') return ['change', 'makes a folder for packages'];
  if (/^(?:pip|alembic|celery|django)$/.test(second)) {
    const { effect, reason } = judge([second === 'django' ? 'django-admin' : second, ...rest].map(quoteWord).join(' '));
    return [effect, reason];
  }
  return ['unknown', `what the module ${second} does is not looked at`];
}

const DJANGO: Readonly<Partial<Record<Effect, RegExp>>> = {
  local: /^(?:help|version)$/,
  read: /^(?:check|showmigrations|sqlmigrate|sqlflush|inspectdb|dumpdata|findstatic|diffsettings)$/,
  change:
    /^(?:migrate|makemigrations|collectstatic|loaddata|createsuperuser|changepassword|clearsessions|createcachetable|runserver|compilemessages|makemessages|test|remove_stale_contenttypes)$/,
  destroy: /^(?:flush|reset_db|squashmigrations)$/,
};

function judgeDjango([command = '', ...rest]: readonly string[]): [Effect, string] {
  const effect = (Object.keys(DJANGO) as Effect[]).find((one) => DJANGO[one]?.test(command));
  if (effect === undefined) return ['unknown', `what ${command} does is not known`];
  const named = rest.filter((word) => !word.startsWith('-'));
  if (command === 'migrate' && rest.includes('--plan')) return ['read', 'shows what would be migrated'];
  if (command === 'migrate' && named.length > 1) return ['destroy', 'a migration that is named may be taken back'];
  if (command === 'collectstatic' && rest.some((word) => /^(?:-c|--clear)$/.test(word)))
    return ['destroy', 'clears the folder'];
  return [
    effect,
    `${command} ${effect === 'change' ? 'changes the project or its database' : effect === 'destroy' ? 'takes something away' : 'reads'}`,
  ];
}

/** Tasks of Rails, under the names of the programs that run them. */
function rails(): ProgramGrammar[] {
  const commands: Record<string, Rule> = {
    ...all(
      'read',
      'db:migrate:status, db:version, db:abort_if_pending_migrations, routes, about, stats, notes, middleware',
    ),
    ...all('local', 'version, help'),
    'credentials:show': 'reveal',
    ...all(
      'change',
      'db:migrate, db:create, db:seed, db:prepare, db:schema:dump, db:migrate:up, assets:precompile, tmp:clear',
    ),
    ...all('change', 'generate, g, server, s, credentials:edit, db:environment:set, assets:clean, test, spec'),
    ...all(
      'destroy',
      'db:rollback, db:migrate:down, db:migrate:redo, db:migrate:reset, db:drop, db:reset, db:setup, db:purge',
    ),
    ...all(
      'destroy',
      'db:schema:load, db:structure:load, db:truncate_all, db:seed:replant, log:clear, assets:clobber, destroy',
    ),
    ...all('unknown', 'runner, r, console, c, dbconsole'),
  };
  return groupGrammars(
    Object.fromEntries(
      ['rails', 'rake', 'gitlab-rails'].map((name) => [
        name,
        { example: `${name} db:migrate:status`, commands, valued: ['-e', '--environment'] },
      ]),
    ),
  );
}

/** `ruby -S gem install` runs a program that is found in the path. */
function ruby(judge: JudgeShell): ProgramGrammar {
  return {
    program: 'ruby',
    summary: 'Runs a program',
    examples: ['ruby --version'],
    analyse: (call) => {
      const [first = ''] = call.argv;
      if (/^(?:--version|-v)$/.test(first)) return judged('local', 'prints the version');
      return first === '-S' ? judgeWords(call, 1, judge) : judged('unknown', 'what the program does is not looked at');
    },
  };
}

const BUILDERS: Readonly<Record<string, Group>> = {
  cargo: {
    example: 'cargo tree',
    commands: {
      ...all('read', 'tree, metadata, search, version'),
      ...all('change', 'build, check, clippy, fmt, fetch, update, install, add, clean, doc'),
      ...all('unknown', 'run, test, bench'),
    },
  },
  dotnet: {
    example: 'dotnet build',
    commands: {
      ...all('read', 'list'),
      ...all('change', 'build, restore, publish, clean, pack, add'),
      'ef database update': 'change',
      'ef database drop': 'destroy',
      'ef migrations list': 'read',
      ...all('unknown', 'run, test'),
    },
  },
  go: {
    example: 'go list ./...',
    commands: {
      ...all('read', 'list, env, doc, version'),
      ...all('change', 'build, vet, install, fmt, get, mod, clean'),
      ...all('unknown', 'run, test, generate'),
    },
  },
  poetry: {
    example: 'poetry show',
    commands: {
      ...all('read', 'show, check, version, env'),
      ...all('change', 'install, add, update, lock, build, publish'),
      remove: 'destroy',
    },
  },
};

/** Tasks that tell of the build; a task of the project may do anything. */
function builders(): ProgramGrammar[] {
  const tells =
    /^(?:tasks|help|dependencies|dependencyInsight|projects|properties|dependency:tree|help:[\w-]+|validate)$/;
  return ['gradle', 'gradlew', 'mvn', 'mvnw'].map((program) =>
    tableGrammar({
      program,
      summary: 'Builds a project',
      examples: [`${program} --version`],
      valued: ['-p', '--project-dir', '-f', '--file'],
      commands: {
        '': ({ operands, has }) => {
          if (operands.length === 0 && has('--version', '-v')) return 'local';
          const told =
            operands.length > 0 && operands.every(({ value }) => tells.test(value.replace(/^.*:(?=\w+$)/, '')));
          return told ? 'read' : ['unknown', 'what the tasks do is not looked at'];
        },
      },
    }),
  );
}
