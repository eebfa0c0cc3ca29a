/** Candidates for the word at the cursor of a shell session. */
import { posix } from 'node:path';
import type { Handlers } from '@steadyhand/contracts';
import type { Shell } from '@steadyhand/engine';
import { BUILTINS } from '../builtins.ts';
import type { Listed } from './aws-words.ts';
import { type TypedWords, typedWords } from './typed-words.ts';

export interface CompletionWorld {
  shell: Pick<Shell, 'programs' | 'env' | 'readFolder'>;
  handlers: Handlers;
  /** Names of the runbook's parameters, which get a value when they are used. */
  parameters: readonly string[];
  /** Resources there are; none where that cannot be known soon. */
  listed(wanted: Listed): Promise<readonly string[]>;
}

export interface Candidates {
  /** Whole words, sorted. */
  words: string[];
  /** The end of what was typed that they take the place of. */
  typed: string;
}

const SHELL_WORDS = 'cd export unset source exit set for while if case test read declare local return true false'.split(
  ' ',
);

/** `before` is everything of the block up to the cursor. */
export async function candidates(before: string, world: CompletionWorld): Promise<Candidates> {
  const text = before.replace(/^\s*:effect\s/, '');
  const { words, current, isFile } = typedWords(text);
  const variable = /\$\{?(\w*)$/.exec(current);
  if (variable) return variables(variable[1] ?? '', world);
  if (/['"\\]/.test(current)) return { words: [], typed: current };
  if (isFile || /^(?:\.{0,2}\/|~)/.test(current)) return files(current, world);
  if (words.length === 0) return among([...programs(world), ...(before === text ? BUILTINS : [])], current);
  const own = await argumentsOf({ words, current, isFile }, world);
  return own.words.length > 0 || current.startsWith('-') ? own : files(current, world);
}

function among(words: Iterable<string>, typed: string): Candidates {
  return { words: [...new Set(words)].filter((word) => word.startsWith(typed)).sort(), typed };
}

function programs({ shell }: CompletionWorld): string[] {
  return [...shell.programs, ...SHELL_WORDS];
}

function variables(typed: string, { shell, parameters }: CompletionWorld): Candidates {
  return among([...Object.keys(shell.env()), ...parameters], typed);
}

async function argumentsOf({ words: [program = '', ...argv], current }: TypedWords, world: CompletionWorld) {
  if (program === 'aws') return awsArguments(argv, current, world);
  const words = world.handlers.get(program)?.grammar.words;
  if (!words) return among([], current);
  if (current.startsWith('-')) return among(words.options, current);
  return among(subcommands(words.commands, argv), current === current.toLowerCase() ? current : current.toUpperCase());
}

/** The next words of commands that begin with what is typed; a value of an option may stand before that. */
function subcommands(commands: readonly string[], argv: readonly string[]): string[] {
  const operands = argv.filter((word) => !word.startsWith('-')).map((word) => word.toLowerCase());
  for (let from = 0; from <= operands.length; from += 1) {
    const typed = operands.slice(from);
    const next = commands.flatMap((command) => {
      const words = command.toLowerCase().split(' ');
      return words.slice(0, typed.length).join(' ') === typed.join(' ') ? (command.split(' ')[typed.length] ?? []) : [];
    });
    if (next.length > 0) return next.flatMap((word) => [word, word.toLowerCase()]);
  }
  return [];
}

async function awsArguments(argv: readonly string[], current: string, world: CompletionWorld): Promise<Candidates> {
  const { nextAwsWords } = await import('./aws-words.ts');
  const env = world.shell.env();
  const values = argv.map((word) => word.replace(/^\$\{?(\w+)\}?$/, (whole, name) => env[name] ?? whole));
  const { words, listed } = nextAwsWords(values, current);
  const file = /^fileb?:\/\//.exec(current)?.[0];
  if (file !== undefined) return files(current.slice(file.length), world);
  if (!listed) return among(words, current);
  const found = await world.listed(listed);
  const names = found.map((id) => (current.startsWith('arn:') ? id : nameOf(listed.type, id)));
  return among(names, current);
}

/** What ECS takes for an ARN: its last part. */
function nameOf(type: string, id: string): string {
  return type.startsWith('ecs:') ? id.slice(id.lastIndexOf('/') + 1) : id;
}

async function files(typed: string, { shell }: CompletionWorld): Promise<Candidates> {
  const cut = typed.lastIndexOf('/') + 1;
  const folder = typed.slice(0, cut);
  const place = folder.startsWith('~') ? posix.join(shell.env().HOME ?? '/', folder.slice(1)) : folder || '.';
  const names = (await shell.readFolder(place)).filter(
    (name) => typed.slice(cut).startsWith('.') || !name.startsWith('.'),
  );
  return among(
    names.filter((name) => !/[\s'"\\$]/.test(name)).map((name) => `${folder}${name}`),
    typed,
  );
}
