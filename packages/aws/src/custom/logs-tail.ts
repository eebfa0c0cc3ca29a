/** `aws logs tail`, after awscli v2's customizations/logs/tail.py (Apache-2.0). */
import type { CommandResult } from '@steadyhand/contracts';
import { CommandFailure, EXIT, usageFailure } from '../failure.ts';
import { parseTimestamp } from '../input/timestamp.ts';
import type { Io } from '../io.ts';
import { connectOperation, type Execution } from '../operation.ts';
import { isoTime } from '../output/from-sdk.ts';
import { toJson } from '../output/json.ts';
import { isObject, type Tree } from '../output/tree.ts';
import type { Params } from '../schema.ts';

const FOLLOW_INTERVAL_MS = 5000;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

interface LogEvent {
  id: string;
  timestamp: number;
  stream: string;
  message: string;
}

export async function logsTail(execution: Execution): Promise<CommandResult> {
  const { parsed, io } = execution;
  const options = new Map(parsed.given.map(({ flag, values }) => [flag.name, values.map((word) => word.text)]));
  const [group] = parsed.positionals;
  if (!group) throw usageFailure('the following arguments are required: group_name');
  const format = formatter(options.get('format')?.[0] ?? 'detailed');
  const { caller } = await connectOperation(execution, 'logs', 'FilterLogEvents');
  const params: Params = {
    logGroupName: group.text,
    interleaved: true,
    startTime: sinceMs(options.get('since')?.[0] ?? '10m', io),
  };
  const names = { 'filter-pattern': 'filterPattern', 'log-stream-name-prefix': 'logStreamNamePrefix' };
  for (const [option, member] of Object.entries(names)) {
    const value = options.get(option)?.[0];
    if (value !== undefined) params[member] = value;
  }
  const streams = options.get('log-stream-names');
  if (streams) params.logStreamNames = streams;
  let stdout = '';
  const print = (event: LogEvent) => {
    const line = format(event);
    stdout += line.endsWith('\n') ? line : `${line}\n`;
  };
  const read = (from: Params) => readEvents((page) => caller.call(page), from);
  if (!options.has('follow')) {
    for await (const event of read(params)) print(event);
    return { exitCode: EXIT.done, stdout, stderr: '' };
  }
  const isOver = await follow({ params, read, io }, (event) => {
    const before = stdout.length;
    print(event);
    io.live(stdout.slice(before));
  });
  const seconds = (io.followMs ?? 0) / 1000;
  const stderr = isOver ? `steadyhand: --follow ended after ${seconds} s, as nobody is here to end it\n` : '';
  return { exitCode: EXIT.done, stdout, stderr };
}

type Read = (params: Params) => AsyncGenerator<LogEvent>;

/**
 * Until the signal, or for as long as it may: only events that were not shown yet, from the newest timestamp on. True
 * when its time was over.
 */
async function follow(
  { params, read, io }: { params: Params; read: Read; io: Io },
  print: (event: LogEvent) => void,
): Promise<boolean> {
  let startTime = Number(params.startTime);
  let seen = new Map<string, number>();
  try {
    for (let waited = 0; ; waited += FOLLOW_INTERVAL_MS) {
      for await (const event of read({ ...params, startTime })) {
        if (seen.has(event.id)) continue;
        seen.set(event.id, event.timestamp);
        print(event);
      }
      startTime = Math.max(startTime, ...seen.values());
      seen = new Map([...seen].filter(([, timestamp]) => timestamp >= startTime));
      if (waited + FOLLOW_INTERVAL_MS > (io.followMs ?? Number.POSITIVE_INFINITY)) return true;
      await io.clock.sleep(FOLLOW_INTERVAL_MS, io.signal);
    }
  } catch (error) {
    if (!io.signal.aborted) throw error;
    return false;
  }
}

async function* readEvents(
  call: (params: Params) => Promise<{ tree: Tree }>,
  params: Params,
): AsyncGenerator<LogEvent> {
  let nextToken: Tree | undefined;
  do {
    const { tree } = await call(nextToken === undefined ? params : { ...params, nextToken });
    if (!isObject(tree)) return;
    for (const event of Array.isArray(tree.events) ? tree.events : []) {
      if (isObject(event)) {
        yield {
          id: String(event.eventId),
          timestamp: Number(event.timestamp),
          stream: String(event.logStreamName),
          message: String(event.message),
        };
      }
    }
    nextToken = tree.nextToken;
  } while (typeof nextToken === 'string' && nextToken !== '');
}

/** `10m` before now, or a point in time; in milliseconds. */
function sinceMs(text: string, io: Io): number {
  const relative = /^(\d+)([smhdw])$/.exec(text);
  if (relative) return io.clock.now() - Number(relative[1]) * (UNIT_SECONDS[relative[2] ?? ''] ?? 0) * 1000;
  const time = parseTimestamp(text);
  if (!time) throw new CommandFailure(EXIT.other, `\nInvalid timestamp "${text}": Unknown string format: ${text}\n`);
  return time.getTime();
}

function formatter(name: string): (event: LogEvent) => string {
  if (name === 'short') return (event) => `${new Date(event.timestamp).toISOString().slice(0, 19)} ${event.message}`;
  if (name === 'detailed') return (event) => `${exactTime(event)} ${event.stream} ${event.message}`;
  if (name === 'json')
    return (event) => `${isoTime(new Date(event.timestamp))} ${event.stream} ${prettyJson(event.message)}`;
  throw usageFailure('argument --format: Invalid choice, valid choices are:\n\ndetailed | short\njson');
}

function exactTime({ timestamp }: LogEvent): string {
  return `${new Date(timestamp).toISOString().slice(0, 23)}000+00:00`;
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function prettyJson(message: string): string {
  try {
    return `\n${toJson(JSON.parse(message) as Tree).replaceAll(/[\u0080-\uffff]/g, escaped)}`;
  } catch {
    return message;
  }
}
