import type { GivenOption, ParsedCommand, Word } from '@steadyhand/aws-catalog';
import { CommandFailure, EXIT, parameterFailure, usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { isJsonObject, kindOf, type Params, type Schema } from '../schema.ts';
import { coerceScalar, coerceShorthand } from './coerce.ts';
import { resolveValue } from './file-values.ts';
import { applyShortcuts } from './shortcuts.ts';
import { parseShorthand, ShorthandError } from './shorthand.ts';

/** The operation's input, as JSON, from the options of a command line. */
export async function buildParams(parsed: ParsedCommand, schema: Schema, io: Io): Promise<Params> {
  const params = await baseParams(parsed, io);
  const raw = parsed.globals.get('cli-binary-format') === 'raw-in-base64-out';
  for (const option of parsed.given) {
    if (option.flag.member === null) continue;
    params[option.flag.member] = await optionValue(option, { schema, io, raw });
  }
  await applyShortcuts(params, parsed, io);
  if (parsed.given.every(({ flag }) => !INPUT_FILES.includes(flag.name))) checkRequired(parsed, params);
  return params;
}

const INPUT_FILES: readonly string[] = ['cli-input-json', 'cli-input-yaml'];

async function baseParams(parsed: ParsedCommand, io: Io): Promise<Params> {
  for (const { flag, values } of parsed.given) {
    if (!INPUT_FILES.includes(flag.name)) continue;
    const text = String(await resolveValue(values[0]?.text ?? '', `--${flag.name}`, io));
    const value =
      flag.name === 'cli-input-json'
        ? parseJson(text, `--${flag.name}`)
        : ((await import('yaml')).parse(text) as unknown);
    if (!isJsonObject(value))
      throw parameterFailure(`--${flag.name}`, `Invalid type: expecting map, received ${typeof value}`);
    return { ...value };
  }
  return {};
}

function checkRequired(parsed: ParsedCommand, params: Params): void {
  const missing = (parsed.operation?.flags ?? [])
    .filter((flag) => flag.required && !flag.positional && flag.member !== null && params[flag.member] === undefined)
    .map((flag) => `--${flag.name}`);
  const positionals = parsed.operation?.flags.filter((flag) => flag.positional).slice(parsed.positionals.length) ?? [];
  const all = [...missing, ...positionals.map((flag) => flag.name)];
  if (all.length > 0) throw usageFailure(`the following arguments are required: ${all.join(', ')}`);
}

interface OptionContext {
  schema: Schema;
  io: Io;
  raw: boolean;
}

async function optionValue(option: GivenOption, context: OptionContext): Promise<unknown> {
  const { flag, values } = option;
  const name = `--${flag.name}`;
  const schema = context.schema.getMemberSchema(flag.member ?? '');
  if (flag.kind === 'boolean-structure')
    return { Value: values[0] === undefined || !/(^|=)false$/i.test(values[0].text) };
  if (flag.kind === 'boolean') return kindOf(schema) === 'structure' ? { Value: !flag.negates } : !flag.negates;
  const resolved = await Promise.all(values.map((word: Word) => resolveValue(word.text, name, context.io)));
  if (flag.kind === 'list') return listValue(resolved.map(String), schema, name);
  const [value = ''] = resolved;
  if (schema.isStreaming()) return typeof value === 'string' ? streamedFile(value, name, context.io) : value;
  if (flag.kind === 'blob') return blobValue(value, { name, raw: context.raw });
  return typeof value === 'string' ? textValue(value, schema, name) : new TextDecoder().decode(value);
}

/** What is streamed is named by its path. */
async function streamedFile(path: string, name: string, io: Io): Promise<Uint8Array> {
  try {
    return await io.readFile(path);
  } catch {
    throw parameterFailure(name, 'Blob values must be a path to a file.');
  }
}

const NO_ZIP_FILE =
  '\n--zip-file must be a zip file with the fileb:// prefix.\nExample usage:  --zip-file fileb://path/to/file.zip\n';

/** `file://` and plain text are base64 unless `--cli-binary-format` says otherwise; `fileb://` is taken as it is. */
function blobValue(value: string | Uint8Array, { name, raw }: { name: string; raw: boolean }): string | Uint8Array {
  if (name === '--zip-file' && typeof value === 'string') throw new CommandFailure(EXIT.usage, NO_ZIP_FILE);
  return typeof value === 'string' && raw ? new TextEncoder().encode(value) : value;
}

function textValue(text: string, schema: Schema, name: string): unknown {
  const kind = kindOf(schema);
  if (kind === 'structure' || kind === 'map' || kind === 'document' || kind === 'list')
    return complexValue(text, schema, name);
  if (kind !== 'number') return text;
  const value = coerceScalar(text, schema);
  if (typeof value !== 'number')
    throw new CommandFailure(EXIT.other, `\ninvalid literal for int() with base 10: '${text}'\n`);
  return value;
}

function complexValue(text: string, schema: Schema, name: string): unknown {
  if (/^\s*[[{]/.test(text)) return parseJson(text, name);
  if (kindOf(schema) === 'document') return parseJson(text, name);
  return coerceShorthand(shorthand(text, name), schema);
}

function listValue(texts: readonly string[], schema: Schema, name: string): unknown {
  const [first] = texts;
  if (texts.length === 1 && first?.trimStart().startsWith('[')) return parseJson(first, name);
  const item = schema.getValueSchema();
  return texts.map((text) => textValue(text, item, name));
}

function shorthand(text: string, name: string) {
  try {
    return parseShorthand(text);
  } catch (error) {
    if (error instanceof ShorthandError) throw parameterFailure(name, error.message);
    throw error;
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CommandFailure(
      EXIT.usage,
      `\nError parsing parameter '${name}': Invalid JSON: ${(error as Error).message}\nJSON received: ${text}\n`,
    );
  }
}
