import ts from 'typescript';
import { isTest, isTestHelper, lineOf, nodesOf, type Rule } from './project.ts';

interface Ban {
  /** As it is written in the sources. */
  call: string;
  instead: string;
}

const BANS: readonly Ban[] = [
  { call: 'throw new Error', instead: 'throw a SteadyError with a code of packages/contracts/src/errors.ts' },
  { call: 'Date.now', instead: 'ask the Clock that is handed in' },
  { call: 'new Date()', instead: 'ask the Clock that is handed in' },
  { call: 'Math.random', instead: 'take ids from the Host, or bytes from node:crypto' },
  { call: 'setTimeout', instead: 'sleep on the Clock that is handed in' },
  { call: 'setInterval', instead: 'sleep on the Clock that is handed in' },
  { call: 'process.env', instead: 'have the value handed in' },
  { call: 'console', instead: 'notify the Host, or return the text' },
];

/** The command is where clock, ids, environment and terminal come from; there only the first ban holds. */
const COMPOSES = 'packages/cli/';

interface Allowance {
  file: string;
  calls: readonly string[];
  reason: string;
}

/** What may stand in one file all the same. An allowance that nothing needs is reported. */
const ALLOWED: readonly Allowance[] = [
  {
    file: 'packages/range/src/machine.ts',
    calls: ['process.env'],
    reason: 'The one place where a range takes something from its machine.',
  },
  {
    file: 'packages/range/src/task/preload.ts',
    calls: ['process.env'],
    reason: 'First module of a task, which is configured by its environment.',
  },
  {
    file: 'packages/range/src/task/strain.ts',
    calls: ['setTimeout'],
    reason: 'Part of a task, which is held up in wall time.',
  },
  {
    file: 'packages/range/src/task/misbehave.ts',
    calls: ['setTimeout'],
    reason: 'Part of a task, whose answers are late in wall time.',
  },
  {
    file: 'packages/range/src/task/tool.ts',
    calls: ['process.env'],
    reason: 'Main module of a process in a container, which is configured by its environment.',
  },
  {
    file: 'packages/range/src/balancer/main.ts',
    calls: ['setInterval'],
    reason: 'Main module of a process of its own, which reports to the range in wall time.',
  },
  {
    file: 'packages/range/src/process/processes.ts',
    calls: ['setTimeout'],
    reason: 'A process that does not end is killed after wall time.',
  },
  {
    file: 'packages/programs/src/native/run-program.ts',
    calls: ['setTimeout'],
    reason: 'A program of this machine that does not end is killed after wall time.',
  },
  {
    file: 'packages/range/src/world/health.ts',
    calls: ['setTimeout'],
    reason: 'A process starts in wall time, whatever the clock of the range says.',
  },
];

/** Libraries never print, read the clock or the environment, or throw what has no code. */
export const bannedCalls: Rule = (project) => bannedCallsExcept(ALLOWED)(project);

export const bannedCallsExcept = (allowed: readonly Allowance[]): Rule =>
  function* (project) {
    const needed = new Set<string>();
    for (const [file, source] of project.modules) {
      if (!/^packages\/[^/]+\/src\//.test(file) || isTest(file) || isTestHelper(file)) continue;
      const bans = file.startsWith(COMPOSES) ? BANS.slice(0, 1) : BANS;
      const allowance = allowed.find((one) => one.file === file);
      for (const node of nodesOf(source)) {
        const ban = bans.find(({ call }) => call === callAt(node));
        if (!ban) continue;
        if (allowance?.calls.includes(ban.call)) needed.add(`${file} ${ban.call}`);
        else yield { file, line: lineOf(node), message: `${ban.call} is banned here; ${ban.instead}.` };
      }
    }
    for (const { file, calls } of allowed) {
      for (const call of calls) {
        if (needed.has(`${file} ${call}`)) continue;
        const message = `${file} no longer needs ${call}; remove the allowance.`;
        yield { file: 'scripts/tidy/banned-calls.ts', line: 1, message };
      }
    }
  };

function callAt(node: ts.Node): string | undefined {
  if (ts.isThrowStatement(node)) {
    return node.expression && ts.isNewExpression(node.expression) && node.expression.expression.getText() === 'Error'
      ? 'throw new Error'
      : undefined;
  }
  if (ts.isNewExpression(node)) {
    return node.expression.getText() === 'Date' && !node.arguments?.length ? 'new Date()' : undefined;
  }
  if (ts.isPropertyAccessExpression(node)) {
    return node.expression.getText() === 'console' ? 'console' : node.getText();
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return node.expression.text;
  return undefined;
}
