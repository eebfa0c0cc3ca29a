import type { ConnectionSettings } from './connection-settings.ts';
import type { PrintOptions } from './table.ts';

/** What meta commands may change or look at. */
export interface MetaState {
  print: PrintOptions;
  variables: Map<string, string>;
  settings: ConnectionSettings;
  address: string;
}

/** What is to be done after a meta command. */
export type MetaOutcome = { say?: string; query?: string; quit?: true; error?: string };

type Meta = (state: MetaState, argument: string) => MetaOutcome;

/** `\dt` without a pattern, as psql 15 asks for it. */
const LIST_TABLES = `SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END as "Type",
  pg_catalog.pg_get_userbyid(c.relowner) as "Owner"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r','p','')
      AND n.nspname <> 'pg_catalog'
      AND n.nspname !~ '^pg_toast'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1,2;`;

const META: Readonly<Record<string, Meta>> = {
  q: () => ({ quit: true }),
  echo: (_, argument) => ({ say: `${argument.replace(/^'(.*)'$/, '$1')}\n` }),
  conninfo: ({ settings: { database, user, host, port }, address }) => {
    const on = host === address ? `host "${host}"` : `host "${host}" (address "${address}")`;
    return { say: `You are connected to database "${database}" as user "${user}" on ${on} at port "${port}".\n` };
  },
  dt: (_, argument) =>
    argument === '' ? { query: LIST_TABLES } : { error: '\\dt with a pattern is not supported here' },
  set: ({ variables }, argument) => {
    const [name = '', ...value] = argument.split(/\s+/);
    variables.set(name, value.map((word) => word.replace(/^'(.*)'$/, '$1')).join(''));
    return {};
  },
  unset: ({ variables }, argument) => {
    variables.delete(argument);
    return {};
  },
  x: (state, argument) => setPrintOption(state, 'expanded', argument),
  t: (state, argument) => setPrintOption(state, 'tuples_only', argument),
  a: (state) => setPrintOption(state, 'format', state.print.format === 'aligned' ? 'unaligned' : 'aligned'),
  pset: (state, argument) => {
    const [name = '', value = ''] = argument.split(/\s+/);
    return setPrintOption(state, name, value.replace(/^'(.*)'$/, '$1'));
  },
};

/** Names of the meta commands that are carried out. */
export function isKnownMeta(command: string): boolean {
  return Object.hasOwn(META, command);
}

export function runMeta(command: string, argument: string, state: MetaState): MetaOutcome {
  return META[command]?.(state, argument) ?? { error: `invalid command \\${command}` };
}

type PrintSetter = (value: string, print: PrintOptions) => { set?: Partial<PrintOptions>; say: string } | null;

const onOff = (isSet: boolean): string => (isSet ? 'on' : 'off');

const expanded: PrintSetter = (value, print) => {
  const isSet = isOn(value, print.expanded);
  return { set: { expanded: isSet }, say: `Expanded display is ${onOff(isSet)}.` };
};
const tuplesOnly: PrintSetter = (value, print) => {
  const isSet = isOn(value, print.tuplesOnly);
  return { set: { tuplesOnly: isSet }, say: `Tuples only is ${onOff(isSet)}.` };
};

/** Null from a setter: psql has the value, we do not. */
const PRINT_SETTERS: Readonly<Record<string, PrintSetter>> = {
  pager: () => ({ say: 'Pager usage is off.' }),
  linestyle: (value) => (value === 'ascii' ? { say: 'Line style is ascii.' } : null),
  border: (value) => (value === '1' ? { say: 'Border style is 1.' } : null),
  format: (format) => {
    if (format !== 'aligned' && format !== 'unaligned' && format !== 'csv') return null;
    return { set: { format }, say: `Output format is ${format}.` };
  },
  null: (value) => ({ set: { null: value }, say: `Null display is "${value}".` }),
  fieldsep: (value) => ({ set: { fieldSeparator: value }, say: `Field separator is "${value}".` }),
  footer: (value, print) => {
    const footer = isOn(value, print.footer);
    return { set: { footer }, say: `Default footer is ${onOff(footer)}.` };
  },
  expanded,
  x: expanded,
  tuples_only: tuplesOnly,
  t: tuplesOnly,
};

/** One `\pset name value` or `-P name=value`. */
export function setPrintOption(state: Pick<MetaState, 'print'>, name: string, value: string): MetaOutcome {
  const done = PRINT_SETTERS[name]?.(value, state.print);
  if (!done) return { error: `\\pset: ${[name, value].filter(Boolean).join(' ')} is not supported here` };
  state.print = { ...state.print, ...done.set };
  return { say: `${done.say}\n` };
}

function isOn(value: string, current: boolean): boolean {
  return value === '' ? !current : /^(?:on|true|yes|1)$/i.test(value);
}
