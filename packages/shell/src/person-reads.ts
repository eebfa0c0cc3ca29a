/**
 * `read` where nothing is piped or redirected: the line is a person's. It is a command like any other, so that it is kept
 * before it is used, held in a dry run, and answered from the record in every later life; what `read -s` gives is a secret.
 */
import type { CommandHandler } from '@steadyhand/contracts';
import { type CustomCommand, decodeBytesToUtf8, defineCommand, type ResolvedCommandContext } from 'just-bash';
import type { Broker } from './broker.ts';
import { refused } from './check.ts';
import type { HeldMarks } from './held.ts';
import { ASK, ASK_STATUS, ASKS, LINE } from './read-function.ts';
import { parseRead, type ReadWords } from './read-words.ts';

export interface LineQuestion {
  /** The same in every life of the run, and of this call alone. */
  key: string;
  stepId: string;
  seq: number;
  /** What the person is to see; may hold secrets. */
  text: string;
  /** The variables that the line is for. */
  names: readonly string[];
  isSecret: boolean;
}

/** Null where nobody answered. `isSecret` where the line must not be kept, whatever the question said. */
export type LineAnswer = { line: string; isSecret: boolean } | 'end' | null;

export interface PersonReadsHost {
  /** Absent where nobody can be asked. */
  askLine?(question: LineQuestion): Promise<LineAnswer>;
  broker: Broker;
  held: HeldMarks;
  /** Step and line of the running piece. */
  stepId(): string;
  line(): string;
  /** Stops the session; throws. */
  stop(error: Error): never;
}

export function personReads(host: PersonReadsHost): CustomCommand {
  return defineCommand(ASK, async (argv, shell) => {
    const status = await ask(host, argv, shell);
    return { stdout: '', stderr: '', exitCode: ASK_STATUS[status] };
  });
}

async function ask(
  host: PersonReadsHost,
  argv: readonly string[],
  shell: ResolvedCommandContext,
): Promise<keyof typeof ASK_STATUS> {
  if (decodeBytesToUtf8(shell.stdin) !== '') return 'hasInput';
  const words = parseRead(argv);
  if (words.problem !== null) host.stop(refused(`read ${argv[0] ?? ''}`, host.line(), words.problem));
  const handler = handlerOf(host, { words, seq: host.broker.nextSeq });
  const { exitCode, stdout } = await host.broker.call(handler, argv, shell);
  if (exitCode !== 0) return 'end';
  const marker = host.held.find(stdout);
  if (marker === null) {
    await shell.assignShellVariable?.(LINE, stdout.replace(/\n$/, ''));
    return 'answered';
  }
  // No name may be left empty, however the line would be split.
  for (const name of words.names) await shell.assignShellVariable?.(name, marker, ...(words.isArray ? ['0'] : []));
  return 'held';
}

function handlerOf(
  host: PersonReadsHost,
  { words: { prompt, names, isSecret }, seq }: { words: ReadWords; seq: number },
): CommandHandler {
  return {
    version: 'read@1',
    grammar: {
      program: 'read',
      summary: 'Reads a line from a person.',
      examples: ['read -r -p "Go on? " answer'],
      analyse: () => ({
        effect: 'local',
        operation: ASKS,
        reason: 'a person types a line',
        resources: [],
        arguments: [],
      }),
    },
    readsStdin: () => false,
    async run({ argv }, { clientToken = '' }) {
      const construct = ['read', ...argv.slice(0, 1)].join(' ');
      const text = prompt.trim() === '' ? `A line for ${names.join(', ')}` : prompt.trim();
      const question = { key: clientToken, stepId: host.stepId(), seq, text, names, isSecret };
      const answer = (await host.askLine?.(question)) ?? null;
      if (answer === null) throw refused(construct, host.line(), 'nobody is there to answer');
      if (answer === 'end') return { exitCode: 1, stdout: '', stderr: '' };
      const secrets = answer.isSecret ? { secrets: [answer.line] } : {};
      return { exitCode: 0, stdout: `${answer.line}\n`, stderr: '', ...secrets };
    },
  };
}
