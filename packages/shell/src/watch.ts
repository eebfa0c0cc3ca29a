/**
 * `watch`: looks at the same thing again and again, until whoever looks on ends it; where nobody does, once. It is one call:
 * what it runs is judged each time, must change nothing, and is not recorded by itself; the record has the last look.
 */
import { quoteCommand } from '@steadyhand/bash';
import { type CommandHandler, type CommandResult, SteadyError, type Watching } from '@steadyhand/contracts';
import { type CustomCommand, defineCommand, type ExecResult, type ResolvedCommandContext } from 'just-bash';
import type { Broker } from './broker.ts';
import { refused } from './check.ts';
import type { LiveOutput } from './live-output.ts';
import type { SessionFiles } from './session-files.ts';
import { parseWatch, WATCH, type WatchWords } from './watch-words.ts';

export interface WatchHost {
  broker: Broker;
  files: SessionFiles;
  /** Absent where nobody looks on. */
  beginWatch?(): Watching;
  /** Where the looks are shown; null where the watch is part of something else. */
  watchOutput(): LiveOutput | null;
  /** Says something besides the output. */
  say(text: string): void;
  line(): string;
  stop(error: Error): never;
}

interface LastLook {
  stdout: string;
  stderr: string;
  files: ReadonlyMap<string, Uint8Array>;
}

export function watchCommand(host: WatchHost): CustomCommand {
  return defineCommand(WATCH, async (argv, shell) => {
    const words = parseWatch(argv);
    if (words.problem !== null) host.stop(refused([WATCH, ...argv.slice(0, 1)].join(' '), host.line(), words.problem));
    const look = (): Promise<ExecResult> => carryOut(words.text, shell);
    const { exitCode, stdout, stderr } = await host.broker.call(handlerOf(host, words, look), argv, shell);
    return { exitCode, stdout, stderr };
  });
}

function handlerOf(host: WatchHost, { seconds, text }: WatchWords, look: () => Promise<ExecResult>): CommandHandler {
  const seq = host.broker.nextSeq;
  return {
    version: 'watch@1',
    grammar: {
      program: WATCH,
      summary: 'Looks at the same thing again and again.',
      examples: ["watch -n 5 'aws sqs list-queues'"],
      analyse: () => ({
        effect: 'read',
        operation: null,
        reason: 'only what reads is watched',
        resources: [],
        arguments: [],
      }),
    },
    readsStdin: () => false,
    async run(_call, { clock, signal, writeFile }): Promise<CommandResult> {
      const output = host.watchOutput();
      const watching = output === null ? null : (host.beginWatch?.() ?? null);
      const ended = watching?.ended ?? null;
      const lookOnce = async (): Promise<LastLook> => {
        const { value, files } = await host.files.watch(() => host.broker.looking({ seq, ended }, look));
        const { stdout, stderr } = value;
        return { files, stderr, stdout: stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}\n` };
      };
      try {
        let last = await lookOnce();
        let looks = 1;
        for (; ended !== null && !ended.aborted; looks += 1) {
          host.say(`every ${seconds} s, until Ctrl-C: ${text}\n`);
          output?.restart();
          output?.write(last.stdout);
          await clock.sleep(seconds * 1000, AbortSignal.any([signal, ended])).catch(() => undefined);
          signal.throwIfAborted();
          if (ended.aborted) break;
          const next = await lookOnce();
          // One that was cut says nothing.
          if (ended.aborted) break;
          last = next;
        }
        for (const [path, data] of last.files) await writeFile(path, data);
        return { exitCode: 0, stdout: last.stdout, stderr: `${last.stderr}${summary(looks, ended !== null)}` };
      } finally {
        watching?.over();
      }
    },
  };
}

/** As `watch` itself does: in a shell of its own, which has what is exported. */
function carryOut(text: string, { exec, cwd, exportedEnv = {} }: ResolvedCommandContext): Promise<ExecResult> {
  if (exec === undefined) throw new SteadyError('INTERNAL', { reason: 'a command of the shell cannot run another' });
  return exec(quoteCommand('bash', ['-c', text]), { cwd, env: exportedEnv });
}

function summary(looks: number, wasWatched: boolean): string {
  if (!wasWatched) return 'watch: one look; at a terminal it goes on until Ctrl-C\n';
  return `watch: ${looks} ${looks === 1 ? 'look' : 'looks'}, of which this is the last\n`;
}
