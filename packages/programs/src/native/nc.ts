/** `nc -z`, which only tries ports: carried out here, as OpenBSD's netcat (Debian 1.219) does. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { CommandContext, CommandHandler, CommandResult, ProgramGrammar } from '@steadyhand/contracts';
import { type CommandLine, hasOption, optionTable, parseCommandLine } from '../command-line.ts';
import type { Machine } from './environment.ts';
import { installedProgram } from './installed-program.ts';

const OPTIONS = optionTable(['-z', '-v', '-n', '-4', '-6', '-w=']);

export function ncProgram(grammar: ProgramGrammar, machine: Machine): CommandHandler {
  const installed = installedProgram(grammar, machine);
  return {
    ...installed,
    version: 'nc@1 (-z), nc@host',
    refusal: (call, target) => {
      const isOwn = call.argv.length === 0 ? target.kind === 'range' : readsPorts(call.argv) !== null;
      return isOwn ? null : (installed.refusal?.(call, target) ?? null);
    },
    run: async (call, context) => {
      const scan = readsPorts(call.argv);
      return scan === null ? installed.run(call, context) : tryPorts(scan, context);
    },
  };
}

interface Scan {
  host: string;
  ports: readonly string[];
  isLoud: boolean;
  /** Numbers only. */
  isNumeric: boolean;
  timeoutMs: number;
}

function readsPorts(argv: readonly string[]): Scan | null {
  const line: CommandLine = parseCommandLine(argv, OPTIONS, { permute: true });
  const [host, ...ports] = line.operands.map(({ value }) => value);
  if (line.problem || !hasOption(line, 'z') || host === undefined || ports.length === 0) return null;
  const seconds = Number(line.options.find(({ name }) => name === 'w')?.value ?? Number.POSITIVE_INFINITY);
  const isNumeric = hasOption(line, 'n');
  return { host, ports, isLoud: hasOption(line, 'v'), isNumeric, timeoutMs: seconds * 1000 };
}

async function tryPorts(scan: Scan, context: CommandContext): Promise<CommandResult> {
  let exitCode = 1;
  let stderr = '';
  for (const port of scan.ports) {
    if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
      const problem = /^\d+$/.test(port) ? (Number(port) < 1 ? 'too small' : 'too large') : 'invalid';
      return { exitCode: 1, stdout: '', stderr: `${stderr}nc: port number ${problem}: ${port}\n` };
    }
    const tried = await tryPort(scan, Number(port), context);
    if (tried.opened) exitCode = 0;
    stderr += tried.says;
    // A name that is not there is not there for the next port either.
    if (tried.unknown) return { exitCode: 1, stdout: '', stderr };
  }
  return { exitCode, stdout: '', stderr };
}

interface Tried {
  opened: boolean;
  says: string;
  unknown?: boolean;
}

async function tryPort(scan: Scan, port: number, { target, signal }: CommandContext): Promise<Tried> {
  const { host, isLoud, isNumeric } = scan;
  const unknown = {
    opened: false,
    unknown: true,
    says: `nc: getaddrinfo for host "${host}" port ${port}: Name or service not known\n`,
  };
  const to = target.resolve(host, port);
  if (to === null) return unknown;
  const socket = connect({ host: to.host, port: to.port, family: 4 });
  const limit = AbortSignal.any([signal, ...(scan.timeoutMs < 1e9 ? [AbortSignal.timeout(scan.timeoutMs)] : [])]);
  try {
    await once(socket, 'connect', { signal: limit });
    const address = socket.remoteAddress ?? to.host;
    const where = isNumeric || address === host ? host : `${host} (${address})`;
    const service = isNumeric ? '*' : (SERVICES[port] ?? '*');
    const says = isLoud ? `Connection to ${where} ${port} port [tcp/${service}] succeeded!\n` : '';
    return { opened: true, says };
  } catch (error) {
    signal.throwIfAborted();
    const { code = '', address = to.host } = error as NodeJS.ErrnoException & { address?: string };
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return unknown;
    const where = isNumeric || address === host ? host : `${host} (${address})`;
    const how = limit.aborted ? 'timed out: Operation now in progress' : `failed: ${PROBLEMS[code] ?? code}`;
    return { opened: false, says: isLoud ? `nc: connect to ${where} port ${port} (tcp) ${how}\n` : '' };
  } finally {
    socket.destroy();
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ETIMEDOUT: 'Connection timed out',
};

/** Of `/etc/services`, what runbooks ask for. */
const SERVICES: Readonly<Record<number, string>> = {
  21: 'ftp',
  22: 'ssh',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  443: 'https',
  587: 'submission',
  993: 'imaps',
  3306: 'mysql',
  5432: 'postgresql',
  5672: 'amqp',
  6379: 'redis',
  8080: 'http-alt',
};
