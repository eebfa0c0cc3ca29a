/**
 * What a range says of a name: it has names that no server knows, so `dig`, `nslookup` and `host` are carried out here, as
 * BIND 9.18 prints what a resolver answers. Everywhere else the installed ones ask.
 */
import type { Call, CommandContext, CommandHandler, CommandResult, ProgramGrammar } from '@steadyhand/contracts';
import type { Machine } from './environment.ts';
import { installedProgram } from './installed-program.ts';
import { addressOf } from './names.ts';

/** Reads a call; null where it asks for something else than names and what they are given for. */
export interface LookUp<T> {
  read(argv: readonly string[]): T | null;
  answer(question: T, context: CommandContext): CommandResult;
}

export function lookUpProgram<T>(grammar: ProgramGrammar, machine: Machine, own: LookUp<T>): CommandHandler {
  const installed = installedProgram(grammar, machine);
  return {
    ...installed,
    version: `${installed.version}, own in a range`,
    refusal: (call, target) => {
      const isOwn = target.kind === 'range' && (call.argv.length === 0 || own.read(call.argv) !== null);
      return isOwn ? null : (installed.refusal?.(call, target) ?? null);
    },
    run: async (call: Call, context: CommandContext) => {
      const question = context.target.kind === 'range' ? own.read(call.argv) : null;
      return question === null ? installed.run(call, context) : own.answer(question, context);
    },
  };
}

/** In capitals; a range's names have addresses of the first of them, and nothing of the others. */
const TYPES = new Set(['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SOA', 'SRV', 'TXT']);

/** The type of record that a word names, in capitals; null where it names none. */
export function recordType(word: string): string | null {
  return TYPES.has(word.toUpperCase()) ? word.toUpperCase() : null;
}

/** Types and classes that a range has nothing to say of, and BIND asks for all the same. */
export function isOtherType(word: string): boolean {
  return /^(?:ANY|PTR|[AI]XFR(?:=.*)?|DS|DNSKEY|RRSIG|NSEC3?|HTTPS|SVCB|TLSA|NAPTR|SSHFP|LOC|HINFO|CH|HS)$/i.test(word);
}

/** Not an address, which would be looked up the other way round. */
export function isName(word: string | undefined): word is string {
  return word !== undefined && /^[\w$]/.test(word) && !/^[\d.]+$/.test(word);
}

export interface Found {
  /** The name is there, whatever it is asked for. */
  exists: boolean;
  /** What it was asked for; null where it has none of that. */
  address: string | null;
}

export function lookUp(name: string, type: string, { target }: CommandContext): Found {
  const address = addressOf(name.replace(/\.$/, '').toLowerCase(), target);
  return { exists: address !== null, address: type === 'A' ? address : null };
}
