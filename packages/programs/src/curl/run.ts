import type { Call, CommandContext, CommandResult } from '@steadyhand/contracts';
import { allValues, type CommandLine, hasOption, lastValue, type OptionProblem } from '../command-line.ts';
import { CurlError } from './curl-error.ts';
import { type Followed, redirectOf, request, usableUrl } from './follow.ts';
import { parseCurl, refusedOption, urlsOf } from './options.ts';
import { makePlan, type Plan, secretsOf } from './request.ts';
import { type Outcome, writeOut } from './write-out.ts';

const TRY_HELP = "curl: try 'curl --help' or 'curl --manual' for more information\n";

/** HTTP statuses that `--retry` tries again. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** curl 7.88 for HTTP and HTTPS, without a progress meter. */
export async function runCurl({ argv, stdin }: Call, context: CommandContext): Promise<CommandResult> {
  const line = parseCurl(argv);
  if (line.problem) return wrongUsage(usage(line.problem));
  const refused = refusedOption(line);
  if (refused) return wrongUsage(`option ${refused}: Steadyhand does not carry this option out`);
  const urls = urlsOf(line);
  if (urls.length === 0) return wrongUsage('no URL specified!');
  return new Curl(line, context).run(
    urls.map(({ value }) => value),
    stdin,
  );
}

class Curl {
  readonly #line: CommandLine;
  readonly #context: CommandContext;
  readonly #stdout: Buffer[] = [];
  #stderr = '';

  constructor(line: CommandLine, context: CommandContext) {
    this.#line = line;
    this.#context = context;
  }

  async run(urls: readonly string[], stdin: string | null): Promise<CommandResult> {
    let exitCode = 0;
    let secrets: string[] = [];
    try {
      const plan = await makePlan(this.#line, stdin, this.#context);
      secrets = secretsOf(plan);
      for (const [index, url] of urls.entries()) exitCode = await this.#fetch(url, index, plan);
    } catch (error) {
      exitCode = this.#report(error);
    }
    return { exitCode, ...asText(Buffer.concat(this.#stdout)), stderr: this.#stderr, secrets };
  }

  /** One URL with its retries; gives the exit code. */
  async #fetch(text: string, index: number, plan: Plan): Promise<number> {
    const tries = this.#number('retry') ?? 0;
    for (let attempt = 0; ; attempt++) {
      const { exitCode, transient } = await this.#attempt(text, index, plan);
      if (transient === null || attempt >= tries) return exitCode;
      const seconds = this.#number('retry-delay') || Math.min(2 ** attempt, 600);
      const left = tries - attempt;
      this.#say(
        `Warning: Problem : ${transient}. Will retry in ${seconds} seconds. ${left} ${left === 1 ? 'retry' : 'retries'} left.`,
      );
      await this.#context.clock.sleep(seconds * 1000, this.#context.signal);
    }
  }

  async #attempt(text: string, index: number, plan: Plan): Promise<{ exitCode: number; transient: string | null }> {
    let followed: Followed | null = null;
    let error: CurlError | null = null;
    let url: URL | null = null;
    try {
      url = usableUrl(text, plan);
      followed = await request(url, plan, this.#followOptions());
      if (this.#has('verbose')) this.#stderr += followed.trace;
      error = followed.reply.error ?? this.#httpError(followed);
      if (error?.code !== 22 || this.#has('fail-with-body'))
        await this.#deliver(followed, this.#fileFor(index, followed.url));
    } catch (thrown) {
      if (!(thrown instanceof CurlError)) throw thrown;
      error = thrown;
    }
    if (error) this.#report(error);
    const format = lastValue(this.#line, 'write-out');
    if (format !== undefined && url) {
      const told = writeOut(format, this.#outcome(text, url, { followed, error, plan, index }));
      this.#stdout.push(Buffer.from(told.stdout));
      this.#stderr += told.stderr;
    }
    return { exitCode: error?.code ?? 0, transient: this.#transient(followed, error) };
  }

  #followOptions() {
    const seconds = (name: string): number | null => {
      const value = this.#number(name);
      return value ? value * 1000 : null;
    };
    return {
      follow: this.#has('location'),
      maxRedirects: this.#number('max-redirs') ?? 50,
      insecure: this.#has('insecure'),
      maxTimeMs: seconds('max-time'),
      connectTimeoutMs: seconds('connect-timeout'),
      context: this.#context,
    };
  }

  #httpError({ reply }: Followed): CurlError | null {
    const fails = this.#has('fail') || this.#has('fail-with-body');
    if (!fails || reply.status < 400) return null;
    return new CurlError(22, `The requested URL returned error: ${reply.status}`);
  }

  #transient(followed: Followed | null, error: CurlError | null): string | null {
    if (error?.code === 28) return 'timeout';
    if (error?.code === 7 && this.#has('retry-connrefused')) return 'connection refused';
    if (followed && TRANSIENT.has(followed.reply.status)) return 'HTTP error';
    return error && this.#has('retry-all-errors') ? '(retrying all errors)' : null;
  }

  async #deliver({ reply, heads, method }: Followed, path: string): Promise<void> {
    const head = this.#has('include') || this.#has('head') ? heads.join('') : '';
    const data = Buffer.concat([Buffer.from(head, 'latin1'), method === 'HEAD' ? Buffer.alloc(0) : reply.body]);
    const headerFile = lastValue(this.#line, 'dump-header');
    if (headerFile !== undefined) await this.#write(headerFile, Buffer.from(heads.join(''), 'latin1'));
    await this.#write(path, data);
  }

  async #write(path: string, data: Buffer): Promise<void> {
    if (path === '-') this.#stdout.push(data);
    else if (path !== '/dev/null') await this.#context.writeFile(path, data);
  }

  /** `-` for standard output. */
  #fileFor(index: number, url: URL): string {
    const sinks = this.#line.options.filter(({ name }) => name === 'output' || name === 'remote-name');
    const sink = sinks[index];
    if (!sink) return '-';
    if (sink.value !== null) return sink.value;
    const name = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
    if (name === '') throw new CurlError(23, 'Remote file name has no length!');
    return name;
  }

  #outcome(
    text: string,
    start: URL,
    { followed, error, plan, index }: { followed: Followed | null; error: CurlError | null; plan: Plan; index: number },
  ): Outcome {
    const path = followed ? this.#fileFor(index, followed.url) : '-';
    const redirect = followed && redirectOf(followed.reply, followed.url);
    return {
      url: text,
      effectiveUrl: (followed?.url ?? start).href,
      method: followed?.method ?? plan.method,
      reply: followed?.reply ?? null,
      error,
      redirects: Math.max(0, (followed?.heads.length ?? 1) - 1),
      redirectUrl: redirect?.href ?? '',
      redirectMs: followed?.redirectMs ?? 0,
      headerBytes: (followed?.heads ?? []).reduce((sum, { length }) => sum + length, 0),
      uploadBytes: plan.body?.length ?? 0,
      fileName: path === '-' ? '' : path,
    };
  }

  #report(error: unknown): number {
    if (!(error instanceof CurlError)) throw error;
    this.#say(`curl: (${error.code}) ${error.message}`);
    if (error.note) this.#stderr += `${error.note}\n`;
    return error.code;
  }

  #say(text: string): void {
    if (!this.#has('silent') || this.#has('show-error')) this.#stderr += `${text}\n`;
  }

  #has(name: string): boolean {
    return hasOption(this.#line, name);
  }

  #number(name: string): number | null {
    const value = allValues(this.#line, name).at(-1);
    if (value === undefined) return null;
    if (!/^\d+(\.\d*)?$|^\.\d+$/.test(value))
      throw new CurlError(2, `option --${name}: expected a proper numerical parameter`);
    return Number(value);
  }
}

function asText(bytes: Buffer): { stdout: string; binary?: boolean } {
  try {
    return { stdout: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { stdout: bytes.toString('latin1'), binary: true };
  }
}

function wrongUsage(message: string): CommandResult {
  return { exitCode: 2, stdout: '', stderr: `curl: ${message}\n${TRY_HELP}` };
}

function usage({ kind, spelling }: OptionProblem): string {
  const why = {
    unknown: 'is unknown',
    ambiguous: 'is ambiguous',
    'missing-argument': 'requires parameter',
    'unexpected-argument': 'is unknown',
  };
  return `option ${spelling}: ${why[kind]}`;
}
