/**
 * Scripts that are called by their path. The interpreter would carry one out inside of the caller's own shell, unseen by
 * the checks; so what it reads in order to do that is a call of the script's interpreter instead.
 */
import { quoteWord } from '@steadyhand/bash';

const SHELLS = new Set(['bash', 'sh', 'dash']);
const SHEBANG = /^#![ \t]*(?:\S*\/env[ \t]+(?:-S[ \t]+)?)?(\S+)[ \t]*([^\r\n]*)/;

export interface ScriptInterpreter {
  program: string;
  options: string[];
}

/** What the first line of a script names; without one, whoever calls it takes it for shell. */
export function interpreterOf(script: string): ScriptInterpreter {
  const [, path = 'bash', options = ''] = SHEBANG.exec(script) ?? [];
  const name = path.replace(/^.*\//, '');
  return { program: SHELLS.has(name) ? 'bash' : name, options: options.trim() === '' ? [] : [options.trim()] };
}

/** Shell text that calls the script's interpreter with the parameters of whoever carries the text out. */
export function callOf(path: string, script: string): string {
  const { program, options } = interpreterOf(script);
  return `${[program, ...options, path].map(quoteWord).join(' ')} "$@"\n`;
}

/**
 * Recognises by its calls of the file system that the interpreter is about to carry a file out: it resolves the path,
 * asks whether the file exists and what it is, and reads it, with nothing in between. Whoever else reads a file resolves
 * its path once more.
 */
export class PathCalls {
  #typed = '';
  #path = '';
  #steps = 0;

  /** To be told of every call; `resolved` is the answer of `resolvePath`. The path as it was called, if this is that. */
  note(method: string, [first, second]: readonly unknown[], resolved?: unknown): string | null {
    const isNext = method === STEPS[this.#steps] && first === this.#path;
    if (method === 'resolvePath' && typeof second === 'string' && typeof resolved === 'string') {
      [this.#typed, this.#path, this.#steps] = [second, resolved, 1];
      return null;
    }
    const isCall = isNext && method === 'readFile' && second === undefined && this.#typed.includes('/');
    this.#steps = isNext ? (this.#steps + 1) % STEPS.length : 0;
    return isCall ? this.#typed : null;
  }
}

const STEPS = ['resolvePath', 'exists', 'stat', 'readFile'];
