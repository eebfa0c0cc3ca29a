/** Which variables a builtin sets. */
import { isName, type StaticWord } from './words.ts';

export interface BuiltinNames {
  /** Set by the builtin. */
  sets: string[];
  unsets: string[];
  exports: string[];
  /** They last as long as the function they stand in. */
  local: boolean;
}

/** Those that set a variable which is named in their words. */
const NAMING: ReadonlySet<string> = new Set(
  'export declare typeset readonly local unset read mapfile readarray getopts printf'.split(' '),
);
const NONE: BuiltinNames = { sets: [], unsets: [], exports: [], local: false };

export function namesVariables(program: string): boolean {
  return NAMING.has(program);
}

export function builtinNames(program: string, args: readonly StaticWord[]): BuiltinNames {
  const operands = args.map((word) => word.text).filter((text) => !/^[-+]/.test(text));
  const names = operands.map((text) => text.replace(/\+?=.*$/s, '').replace(/\[.*$/s, '')).filter(isName);
  const given = operands.flatMap((text, i) => (text.includes('=') ? (names[i] ?? []) : []));
  const options = args
    .map((word) => word.text)
    .filter((text) => /^-/.test(text))
    .join('');
  switch (program) {
    case 'export':
      return { ...NONE, sets: given, exports: names };
    case 'declare':
    case 'typeset':
    case 'readonly':
      // An array that is declared without a value is empty, not unset.
      return {
        ...NONE,
        sets: /[aA]/.test(options) ? names : given,
        exports: options.includes('x') ? names : [],
        local: program !== 'readonly',
      };
    case 'local':
      return { ...NONE, sets: /[aA]/.test(options) ? names : given, local: true };
    case 'unset':
      return { ...NONE, unsets: names };
    case 'read':
      return { ...NONE, sets: readNames(args) };
    case 'mapfile':
    case 'readarray':
      return { ...NONE, sets: names.length > 0 ? names.slice(-1) : ['MAPFILE'] };
    case 'getopts':
      return { ...NONE, sets: names.slice(1, 2) };
    case 'printf':
      return { ...NONE, sets: args[0]?.text === '-v' && args[1] ? [args[1].text].filter(isName) : [] };
    default:
      return NONE;
  }
}

function readNames(args: readonly StaticWord[]): string[] {
  const names: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const text = args[i]?.text ?? '';
    if (/^-[a-zA-Z]*[dinNptu]$/.test(text)) i += 1;
    else if (/^-[a-zA-Z]*a$/.test(text)) continue;
    else if (isName(text)) names.push(text);
  }
  return names;
}
