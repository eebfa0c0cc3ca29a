import type { Effect, ProgramGrammar } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import { type Rule, tableGrammar } from './command-table.ts';
import { all, withOptions } from './rules.ts';

/** Programs of development and delivery: git, gh, npm, npx, make, python, Gradle and Maven. */
export function developmentGrammars(): ProgramGrammar[] {
  return [git(), gh(), npm(), npx(), make(), ...pythons(), ...builders()];
}

function git(): ProgramGrammar {
  return tableGrammar({
    program: 'git',
    summary: 'Version control',
    examples: ['git log --oneline -5', 'git push origin main'],
    valued: [
      '-C',
      '-c',
      '--git-dir',
      '--work-tree',
      '-m',
      '--message',
      '-n',
      '--max-count',
      '--since',
      '--until',
      '--author',
    ],
    commands: {
      ...all(
        'read',
        'status, log, diff, show, rev-parse, rev-list, describe, blame, ls-files, ls-tree, ls-remote, shortlog',
      ),
      ...all(
        'read',
        'grep, cat-file, for-each-ref, name-rev, merge-base, reflog, reflog show, reflog exists, stash list, stash show',
      ),
      ...all('read', 'worktree list'),
      ...all('local', 'version, help'),
      ...all('change', 'stash push, stash pop, stash apply, stash save, stash branch, stash create, stash store'),
      ...all('change', 'fetch, pull, add, commit, switch, merge, rebase, stash, cherry-pick, revert, clone, init, mv'),
      ...all('change', 'am, apply, submodule, worktree add, bisect, notes'),
      // Paths are overwritten, and what was not committed is gone.
      checkout: ({ has, operands, rest }) =>
        has('-f', '--force') || rest >= 0 || operands[0]?.value === '.' ? 'destroy' : 'change',
      restore: ({ has }) => (has('-S', '--staged') && !has('-W', '--worktree') ? 'change' : 'destroy'),
      branch: ({ has, operands }) =>
        has('-d', '-D', '--delete') ? 'destroy' : operands.length > 0 || has('-m', '-M') ? 'change' : 'read',
      tag: ({ has, operands }) =>
        has('-d', '--delete') ? 'destroy' : operands.length > 0 && !has('-l', '--list') ? 'change' : 'read',
      remote: ({ operands }) => (operands.length === 0 ? 'read' : 'change'),
      config: withOptions(['--get', '--get-all', '--list', '-l'], 'read', 'change'),
      push: withOptions(
        ['-f', '--force', '--force-with-lease', '-d', '--delete', '--mirror', '--prune'],
        'destroy',
        'change',
      ),
      reset: withOptions(['--hard', '--merge', '--keep'], 'destroy', 'change'),
      clean: withOptions(['-n', '--dry-run'], 'read', 'destroy'),
      ...all(
        'destroy',
        'rm, gc, prune, filter-branch, stash drop, stash clear, worktree remove, reflog expire, reflog delete',
      ),
    },
  });
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

function npm(): ProgramGrammar {
  return tableGrammar({
    program: 'npm',
    summary: 'Packages and scripts of Node',
    examples: ['npm ls', 'npm run build'],
    valued: ['-w', '--workspace', '--prefix', '--registry', '--tag'],
    commands: {
      ...all('read', 'ls, list, outdated, view, info, show, audit, ping, whoami, why, explain, doctor, fund'),
      ...all('local', 'root, prefix, bin, help'),
      ...all('reveal', 'config list, config ls, config get, token list'),
      ...all(
        'change',
        'install, i, ci, add, update, uninstall, remove, rm, prune, dedupe, rebuild, audit fix, publish, version',
      ),
      ...all('change', 'config set, config delete, link, pack, dist-tag, owner, login, logout, cache'),
      ...all('destroy', 'unpublish, deprecate'),
      ...all('unknown', 'run, run-script, test, start, stop, restart, exec, x, init, create'),
    },
  });
}

function npx(): ProgramGrammar {
  return tableGrammar({
    program: 'npx',
    summary: 'Runs the program of a package',
    examples: ['npx prisma migrate status'],
    valued: ['-p', '--package', '-c', '--call', '-w', '--workspace', '--schema', '--stage', '--region'],
    commands: {
      '': ['unknown', 'a program that is not looked at'],
      ...all('read', 'prisma migrate status, prisma validate, prisma migrate diff, serverless info'),
      ...all('change', 'prisma migrate deploy, prisma migrate resolve, prisma generate, serverless deploy'),
      ...all('destroy', 'prisma migrate reset, prisma migrate dev, prisma db push, serverless remove'),
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
function pythons(): ProgramGrammar[] {
  return ['python', 'python3'].map((program) => ({
    program,
    summary: 'Runs a program',
    examples: [`${program} -m json.tool`],
    analyse: ({ argv }) => judged(...judgePython(argv)),
  }));
}

function judgePython([first = '', second = '', third = '']: readonly string[]): [Effect, string] {
  if (/^(?:--version|-V|--help|-h)$/.test(first)) return ['local', 'prints help'];
  if (first !== '-m') return ['unknown', 'what the program does is not looked at'];
  if (/^(?:json\.tool|py_compile|site|platform|calendar)$/.test(second)) return ['local', `${second} computes`];
  if (second === 'venv') return ['change', 'makes a folder for packages'];
  if (second !== 'pip') return ['unknown', `what the module ${second} does is not looked at`];
  if (/^(?:list|show|freeze|check|--version)$/.test(third)) return ['read', `pip ${third} reads`];
  return [third === 'uninstall' ? 'destroy' : 'change', `pip ${third} changes what is installed`];
}

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
