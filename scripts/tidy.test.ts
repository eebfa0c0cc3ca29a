import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bannedCalls, bannedCallsExcept } from './tidy/banned-calls.ts';
import { dependencyReasons, idleDependencies } from './tidy/dependencies.ts';
import { deadFiles, fileNames } from './tidy/files.ts';
import { importCycles } from './tidy/import-cycles.ts';
import { importDirections } from './tidy/import-directions.ts';
import { deadPaths, readmeHeadings } from './tidy/markdown.ts';
import { projectOf, type Rule } from './tidy/project.ts';
import { fileSizes, positionalParameters } from './tidy/sizes.ts';
import { leftovers, machinePathsOf } from './tidy/words.ts';

type Files = Record<string, string>;

/** What a rule says of a project that consists of these files alone. */
function problems(rule: Rule, files: Files): string[] {
  const paths = Object.keys(files);
  const exists = (path: string): boolean => paths.some((file) => file === path || file.startsWith(`${path}/`));
  return [...rule(projectOf(new Map(Object.entries(files)), exists))].map(
    ({ file, line, message }) => `${file}:${line}: ${message}`,
  );
}

function manifest(name: string, fields: Record<string, unknown> = {}): Files {
  const folder = name === '' ? '' : `packages/${name}/`;
  return { [`${folder}package.json`]: JSON.stringify({ name: `@steadyhand/${name}`, ...fields }) };
}

describe('importDirections', () => {
  const shell = manifest('shell', { dependencies: { '@steadyhand/contracts': '1', 'just-bash': '3' } });
  const importing = (specifier: string): Files => ({
    ...shell,
    ...manifest('', { devDependencies: { vitest: '4' } }),
    'packages/shell/src/session.ts': `import { x } from '${specifier}';`,
  });

  it.each(['@steadyhand/contracts', 'just-bash', 'just-bash/parser', 'node:fs', 'fs/promises', './decide.ts'])(
    'lets shell import %s',
    (specifier) => {
      expect(problems(importDirections, importing(specifier))).toEqual([]);
    },
  );

  it.each([
    [
      '@steadyhand/engine',
      /^packages\/shell\/src\/session\.ts:1: packages\/shell may import contracts, bash, not engine/,
    ],
    ['@steadyhand/bash', /"@steadyhand\/bash" is not declared; add it to the dependencies of packages\/shell/],
    ['@steadyhand/contracts/src/host.ts', /reaches past the public face of @steadyhand\/contracts/],
    ['../../range/src/ports.ts', /reaches into packages\/range; import the package by its name/],
    ['undici', /"undici" is not declared/],
    ['vitest', /"vitest" is not declared/],
  ])('refuses %s in shell', (specifier, message) => {
    expect(problems(importDirections, importing(specifier))).toEqual([expect.stringMatching(message)]);
  });

  it('refuses what is imported lazily, as a type or by an export too', () => {
    const text = `
      export type { A } from '@steadyhand/engine';
      type B = import('@steadyhand/cli').B;
      const c = await import('@steadyhand/aws');`;
    expect(problems(importDirections, { ...shell, 'packages/shell/src/a.ts': text })).toHaveLength(3);
  });

  it('lets tests use the development tools of the workspace, and types come from @types', () => {
    const files = {
      ...manifest('', { devDependencies: { vitest: '4', '@types/mdast': '4' } }),
      ...manifest('runbook'),
      'packages/runbook/src/a.test.ts': `import { it } from 'vitest';`,
      'packages/runbook/src/test-kit.ts': `import { it } from 'vitest';`,
      'packages/runbook/src/a.ts': `import type { Root } from 'mdast';`,
    };
    expect(problems(importDirections, files)).toEqual([]);
  });

  it('lets a system import contracts and nothing else of ours', () => {
    const system = (name: string): Files => ({
      'systems/chat/package.json': JSON.stringify({ dependencies: { [`@steadyhand/${name}`]: '1' } }),
      'systems/chat/stack.ts': `import { x } from '@steadyhand/${name}';`,
    });
    expect(problems(importDirections, system('contracts'))).toEqual([]);
    expect(problems(importDirections, system('range'))).toEqual([
      expect.stringMatching(/may import contracts, not range/),
    ]);
  });

  it('wants a place in the table for every package', () => {
    expect(problems(importDirections, manifest('toolbox'))).toEqual([expect.stringMatching(/toolbox has no place/)]);
  });
});

describe('importCycles', () => {
  const pair = (back: string): Files => ({
    'packages/bash/src/a.ts': `import { b } from './b.ts';`,
    'packages/bash/src/b.ts': back,
  });

  it('finds a cycle of values', () => {
    const message =
      /^packages\/bash\/src\/b\.ts:1: Import cycle packages\/bash\/src\/a\.ts → packages\/bash\/src\/b\.ts → /;
    expect(problems(importCycles, pair(`export * from './a.ts';`))).toEqual([expect.stringMatching(message)]);
    expect(problems(importCycles, pair(`import { type A, a } from './a.ts';`))).toHaveLength(1);
  });

  it.each([`import type { A } from './a.ts';`, `import { type A } from './a.ts';`, `await import('./a.ts');`])(
    'lets %s close the circle',
    (back) => {
      expect(problems(importCycles, pair(back))).toEqual([]);
    },
  );
});

describe('sizes', () => {
  it('limits files to 400 lines', () => {
    const lines = (count: number): Files => ({ 'packages/bash/src/a.ts': 'export {};\n'.repeat(count) });
    expect(problems(fileSizes, lines(400))).toEqual([]);
    expect(problems(fileSizes, lines(401))).toEqual([expect.stringMatching(/401 lines/)]);
  });

  it.each([
    'function f(a, b, c, d) {}',
    'const f = (a, b, c, d) => {};',
    'class A { constructor(a, b, c, d) {} }',
    'interface A { f(a: 1, b: 2, c: 3, d: 4): void }',
  ])('refuses four positional parameters in %s', (text) => {
    expect(problems(positionalParameters, { 'packages/bash/src/a.ts': text })).toEqual([
      expect.stringMatching(/^.*:1: 4 /),
    ]);
  });

  it.each(['function f(this: A, a, b, c) {}', 'x.replace(y, (a, b, c, d) => a);', 'function f({ a, b, c, d }) {}'])(
    'accepts %s',
    (text) => {
      expect(problems(positionalParameters, { 'packages/bash/src/a.ts': text })).toEqual([]);
    },
  );
});

describe('bannedCalls', () => {
  it.each([
    ['throw new Error("no")', 'SteadyError'],
    ['Date.now()', 'Clock'],
    ['const now = Date.now;', 'Clock'],
    ['new Date()', 'Clock'],
    ['Math.random()', 'node:crypto'],
    ['setTimeout(f, 1)', 'Clock'],
    ['setInterval(f, 1)', 'Clock'],
    ['process.env.HOME', 'handed in'],
    ['console.log(1)', 'Host'],
  ])('refuses %s in a library', (text, instead) => {
    const found = problems(bannedCalls, { 'packages/engine/src/a.ts': text });
    expect(found.filter((problem) => problem.startsWith('packages/engine'))).toEqual([
      expect.stringContaining(instead),
    ]);
  });

  it.each([
    'new Date(at)',
    'throw new AwsError("no")',
    'new SteadyError("X")',
    'clock.now()',
    '// Date.now()',
    '"console.log"',
  ])('accepts %s', (text) => {
    expect(problems(bannedCallsExcept([]), { 'packages/engine/src/a.ts': text })).toEqual([]);
  });

  it('bans only bare errors in the command, and nothing in tests', () => {
    const rule = bannedCallsExcept([]);
    expect(problems(rule, { 'packages/cli/src/a.ts': 'console.log(process.env.A, Date.now());' })).toEqual([]);
    expect(problems(rule, { 'packages/cli/src/a.ts': 'throw new Error("no");' })).toHaveLength(1);
    expect(problems(rule, { 'packages/engine/src/a.test.ts': 'setTimeout(f, 1);' })).toEqual([]);
  });

  it('honours an allowance and reports one that is no longer needed', () => {
    const rule = bannedCallsExcept([
      { file: 'packages/range/src/clock.ts', calls: ['Date.now', 'setTimeout'], reason: '' },
    ]);
    expect(problems(rule, { 'packages/range/src/clock.ts': 'Date.now();' })).toEqual([
      expect.stringMatching(/clock\.ts no longer needs setTimeout/),
    ]);
  });
});

describe('files', () => {
  it('wants kebab-case', () => {
    const files = {
      'packages/bash/src/a-b.test.ts': '',
      'docs/decisions/0001-a.md': '',
      'README.md': '',
      '.npmrc': '',
    };
    expect(problems(fileNames, files)).toEqual([]);
    expect(problems(fileNames, { 'packages/bash/src/aB.ts': '' })).toEqual([
      expect.stringMatching(/"aB\.ts" is not kebab/),
    ]);
    expect(problems(fileNames, { 'packages/a_b/src/a.ts': '' })).toEqual([expect.stringMatching(/"a_b" is not kebab/)]);
  });

  it('reports what no program reaches', () => {
    const files = {
      'packages/range/src/index.ts': `export { a } from './a.ts';`,
      'packages/range/src/a.ts': `new URL('./child.ts', import.meta.url); await import('./lazy.ts');`,
      'packages/range/src/child.ts': '',
      'packages/range/src/lazy.ts': '',
      'packages/range/src/a.test.ts': `import './test-clock.ts'; import './tested.ts'`,
      'packages/range/src/test-clock.ts': '',
      'packages/range/src/tested.ts': '',
      'packages/range/src/one.ts': `import './two.ts';`,
      'packages/range/src/two.ts': `import './one.ts';`,
    };
    expect(problems(deadFiles, files)).toEqual([
      expect.stringMatching(/src\/tested\.ts:1: Only tests import it/),
      expect.stringMatching(/src\/one\.ts:1: Nothing imports it/),
      expect.stringMatching(/src\/two\.ts:1: Nothing imports it/),
    ]);
  });
});

describe('readmeHeadings', () => {
  const headings = ['What is this?', 'When should I use this?', 'Use', 'API', 'Errors', 'Limits', 'Security'];
  const readme = (names: string[]): Files => ({
    ...manifest('bash'),
    'packages/bash/README.md': ['# @steadyhand/bash', ...names.map((name) => `## ${name}`)].join('\n\n'),
  });

  it('accepts the skeleton, with smaller headings and comments in code inside it', () => {
    expect(
      problems(
        readmeHeadings,
        readme(['What is this?\n\n### More\n\n```sh\n# not a heading\n```', ...headings.slice(1)]),
      ),
    ).toEqual([]);
  });

  it('reports a missing page, a missing heading and one too many', () => {
    expect(problems(readmeHeadings, manifest('bash'))).toEqual([expect.stringMatching(/README\.md:1: It is missing/)]);
    expect(problems(readmeHeadings, readme(headings.slice(0, -1)))).toEqual([
      expect.stringMatching(/write "## Security"/),
    ]);
    expect(problems(readmeHeadings, readme([...headings, 'More']))).toEqual([
      expect.stringMatching(/"## More" is one/),
    ]);
  });
});

describe('deadPaths', () => {
  const page = (text: string, at = 'docs/page.md'): Files => ({
    [at]: text,
    'packages/bash/src/pieces.ts': '',
    'packages/bash/package.json': '{}',
    'docs/other.md': '',
  });

  it.each([
    ['[other](other.md#top)', 'docs/page.md'],
    ['[site](https://example.com/x) and [place](#here)', 'docs/page.md'],
    ['`packages/bash/src/pieces.ts:12` and `packages/bash/src/`', 'docs/page.md'],
    ['`packages/cli/dist/main.js`, `packages/<name>/src`, `src/any.ts`', 'docs/page.md'],
    ['`src/pieces.ts`', 'packages/bash/README.md'],
    ['```\n[gone](gone.md)\n```', 'docs/page.md'],
  ])('accepts %s in %s', (text, at) => {
    expect(problems(deadPaths, page(text, at))).toEqual([]);
  });

  it.each([
    ['[gone](gone.md)', 'docs/page.md', 'docs/gone.md'],
    ['`packages/bash/src/gone.ts`', 'docs/page.md', 'packages/bash/src/gone.ts'],
    ['`src/gone.ts`', 'packages/bash/README.md', 'packages/bash/src/gone.ts'],
  ])('reports %s in %s', (text, at, path) => {
    expect(problems(deadPaths, page(`first line\n${text}`, at))).toEqual([
      expect.stringMatching(`${posix.basename(at)}:2: There is no ${path}`),
    ]);
  });
});

describe('words', () => {
  const word = ['TO', 'DO'].join('');

  it('finds what is left over in comments, not in texts', () => {
    expect(problems(leftovers, { 'a.ts': `f(); // ${word}: later` })).toEqual([
      expect.stringMatching(/a\.ts:1: .* left over/),
    ]);
    expect(problems(leftovers, { 'a.md': `<!-- ${word} -->` })).toHaveLength(1);
    expect(problems(leftovers, { 'a.ts': `const list = '${word} list';` })).toEqual([]);
  });

  it('finds paths of the machine that checks, and homes of anybody', () => {
    const rule = machinePathsOf(['/srv/checkout', '/']);
    const home = ['', 'home', 'ann', 'x'].join('/');
    expect(problems(rule, { 'a.md': 'ok\nsee /srv/checkout/docs' })).toEqual([
      expect.stringMatching(/a\.md:2: .*\/srv\/checkout\//),
    ]);
    expect(problems(rule, { 'a.ts': `read('${home}')` })).toHaveLength(1);
    expect(problems(rule, { 'a.md': `https://example.com${home} docs${home} /usr/bin /tmp/x` })).toEqual([]);
  });
});

describe('dependencies', () => {
  const page = (...rows: string[]): Files => ({
    'DEPENDENCIES.md': rows.map((row) => `| \`${row}\` | why |`).join('\n'),
  });

  it('wants a reason for every package, one by one or by family', () => {
    const bash = manifest('bash', {
      dependencies: { 'just-bash': '3', '@aws-sdk/client-sqs': '3', '@steadyhand/contracts': '1' },
    });
    expect(problems(dependencyReasons, { ...bash, ...page('just-bash', '@aws-sdk/client-*') })).toEqual([]);
    expect(problems(dependencyReasons, { ...bash, ...page('just-bash') })).toEqual([
      expect.stringMatching(/bash\/package\.json:1: @aws-sdk\/client-sqs has no line/),
    ]);
  });

  it('reports a reason for nothing', () => {
    expect(problems(dependencyReasons, page('left-pad'))).toEqual([
      expect.stringMatching(/No package declares left-pad/),
    ]);
  });

  it('reports what is declared and not imported', () => {
    const files = {
      ...manifest('bash', { dependencies: { a: '1', b: '1' } }),
      'packages/bash/src/a.ts': `import 'a/deep';`,
    };
    expect(problems(idleDependencies, files)).toEqual([expect.stringMatching(/Nothing in packages\/bash imports b/)]);
  });
});
