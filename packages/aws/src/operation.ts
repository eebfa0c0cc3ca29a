import { loadExecution, type PaginatorModel, type ParsedCommand } from '@steadyhand/aws-catalog';
import type { CommandResult } from '@steadyhand/contracts';
import { type Caller, createCaller } from './caller.ts';
import { isBundled } from './clients.ts';
import { type ConnectionCache, unsupported } from './connection.ts';
import { EXIT, parameterFailure, usageFailure } from './failure.ts';
import { buildParams } from './input/params.ts';
import { skeleton } from './input/skeleton.ts';
import type { Io } from './io.ts';
import { search } from './jmespath/search.ts';
import type { Tree, TreeObject } from './output/tree.ts';
import { fullResult, type Pages, type Paging, paginate, setPath } from './paginate.ts';
import { createPrinter, type Printer } from './print.ts';
import { shownSecrets } from './reveal.ts';
import { members, type Params } from './schema.ts';
import { resolveSettings } from './settings.ts';
import { wait } from './wait.ts';

export interface Execution {
  parsed: ParsedCommand;
  io: Io;
  cache: ConnectionCache;
}

export async function connectOperation(
  { parsed, io, cache }: Execution,
  service: string,
  operation: string,
): Promise<Connected> {
  if (!isBundled(service)) throw unsupported(`${parsed.service} ${parsed.command}`);
  const settings = await resolveSettings({
    globals: parsed.globals,
    service,
    io,
  });
  const caller = await createCaller({ service, operation, settings, io, cache });
  return { caller, output: settings.output };
}

export interface Connected {
  caller: Caller;
  output: string;
}

/** `aws SERVICE OPERATION …` as it is in the model. */
export async function runOperation(execution: Execution): Promise<CommandResult> {
  const { parsed, io } = execution;
  const { operation } = parsed;
  if (!operation) throw usageFailure(parsed.problem ?? 'not understood');
  const { caller, output } = await connectOperation(execution, parsed.service, operation.name);
  if (parsed.given.some(({ flag }) => flag.name === 'generate-cli-skeleton'))
    return skeleton(parsed, caller.input, caller.tables);
  const printer = await createPrinter(parsed.globals, { output, title: operation.name, io });
  const params = withToken(await buildParams(parsed, caller.input, io), caller, io.clientToken);
  const model = loadExecution(parsed.service).paginators[operation.name];
  const result =
    model && wantsPages(parsed, model)
      ? await printPages(caller, { model, params, parsed, printer })
      : await printOne(caller, { params, parsed, printer, io });
  return { exitCode: EXIT.done, stderr: '', ...result, secrets: shownSecrets(parsed, caller.secrets, result.shown) };
}

/** A service that takes a token carries the request out once, however often it is sent. */
function withToken(params: Params, { input }: Caller, token: string | undefined): Params {
  const name = members(input).find(([, member]) => member.isIdempotencyToken())?.[0];
  return token === undefined || name === undefined ? params : { [name]: token, ...params };
}

interface Printed {
  stdout: string;
  binary?: boolean;
  /** What `--query` left of the response. */
  shown: readonly Tree[];
}

interface OneRequest {
  params: Params;
  parsed: ParsedCommand;
  printer: Printer;
  io: Io;
}

async function printOne(caller: Caller, { params, parsed, printer, io }: OneRequest): Promise<Printed> {
  const response = await caller.call(params);
  const shown = printer.select(response.tree);
  const stdout = printer.format(shown);
  if (response.body === null) return { stdout, shown: [shown] };
  const [outfile] = parsed.positionals;
  if (!outfile) throw usageFailure('the following arguments are required: outfile');
  if (outfile.text !== '/dev/stdout') {
    await io.writeFile(outfile.text, response.body);
    return { stdout, shown: [shown] };
  }
  return {
    stdout: Buffer.from(response.body).toString('latin1') + Buffer.from(stdout).toString('latin1'),
    binary: true,
    shown: [shown],
  };
}

/** Not when the caller pages by hand, by the operation's own token or limit. */
function wantsPages(parsed: ParsedCommand, model: PaginatorModel): boolean {
  if (parsed.globals.has('no-paginate')) return false;
  const manual = new Set([model.input_token, model.limit_key ?? ''].flat());
  return !parsed.given.some(({ flag }) => flag.member !== null && manual.has(flag.member));
}

interface PagesRequest {
  model: PaginatorModel;
  params: Params;
  parsed: ParsedCommand;
  printer: Printer;
}

async function printPages(caller: Caller, { model, params, parsed, printer }: PagesRequest): Promise<Printed> {
  const pages = paginate(caller, model, { params, paging: pagingOf(parsed) });
  if (printer.output === 'text') return printTextPages(pages, model, printer);
  const shown = printer.select(await fullResult(pages, model));
  return { stdout: printer.format(shown), shown: [shown] };
}

/** `--output text` prints page by page, and queries each page by itself. */
async function printTextPages(pages: Pages, model: PaginatorModel, printer: Printer): Promise<Printed> {
  const shown: Tree[] = [];
  let stdout = '';
  const print = (tree: TreeObject) => {
    const selected = printer.select(tree);
    shown.push(selected);
    stdout += printer.format(selected);
  };
  let first = true;
  for await (const page of pages.pages) {
    const current: TreeObject = first ? pages.nonAggregate() : {};
    first = false;
    for (const key of [model.result_key].flat()) setPath(current, key, search(key, page));
    print(current);
  }
  const token = pages.resumeToken();
  if (token !== null) print({ NextToken: { NextToken: token } });
  return { stdout, shown };
}

function pagingOf(parsed: ParsedCommand): Paging {
  const value = (name: string) => parsed.given.findLast(({ flag }) => flag.name === name)?.values[0]?.text ?? null;
  const integer = (name: string) => {
    const text = value(name);
    if (text !== null && !/^\d+$/.test(text))
      throw parameterFailure(`--${name}`, `invalid literal for int() with base 10: '${text}'`);
    return text === null ? null : Number(text);
  };
  return { maxItems: integer('max-items'), pageSize: integer('page-size'), startingToken: value('starting-token') };
}

/** `aws SERVICE wait STATE …`. */
export async function runWaiter(execution: Execution): Promise<CommandResult> {
  const { parsed, io } = execution;
  const { operation } = parsed;
  if (!operation || !isBundled(parsed.service)) throw unsupported(`${parsed.service} wait ${parsed.command}`);
  const { caller } = await connectOperation(execution, parsed.service, operation.name);
  const model = loadExecution(parsed.service).waiters[parsed.command];
  if (!model) throw unsupported(`${parsed.service} wait ${parsed.command}`);
  const params = await buildParams(parsed, caller.input, io);
  await wait(caller, { name: parsed.command, model }, { params, io });
  return { exitCode: EXIT.done, stdout: '', stderr: '' };
}
