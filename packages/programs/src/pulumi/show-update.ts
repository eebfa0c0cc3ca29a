import type { PulumiChange, PulumiStack } from '@steadyhand/contracts';

/** What a preview and an update print, as pulumi does where nobody sits at a terminal. */

type Operation = PulumiChange['operation'];

const SYMBOLS: Readonly<Record<Operation, string>> = { create: '+', read: '>', same: '', update: '~', replace: '+-' };
const DONE: Readonly<Record<Operation, string>> = {
  create: 'created',
  read: 'read',
  same: 'unchanged',
  update: 'updated',
  replace: 'replaced',
};

export function showUpdate(answer: PulumiStack, kind: 'preview' | 'update'): string {
  const isPreview = kind === 'preview';
  const head = `${isPreview ? 'Previewing update' : 'Updating'} (${answer.stack}):\n`;
  const stack: PulumiChange = {
    operation: answer.changes.some(({ operation }) => operation === 'create') ? 'create' : 'same',
    type: 'pulumi:pulumi:Stack',
    name: `${answer.project}-${answer.stack}`,
  };
  const all = [stack, ...answer.changes];
  const tail = isPreview ? '' : `\nDuration: ${Math.max(1, Math.round(answer.seconds))}s\n`;
  return `${head}${changeTable(stack, answer.changes, isPreview)}${outputsOf(answer)}\n${summaryOf(all, isPreview)}${tail}`;
}

function changeTable(stack: PulumiChange, changes: readonly PulumiChange[], isPreview: boolean): string {
  const shown = changes.filter(({ operation }) => operation !== 'same');
  const rows = [
    { symbol: '', type: 'Type', name: 'Name', word: isPreview ? 'Plan' : 'Status' },
    rowOf(stack, '', isPreview),
    ...shown.map((change, index) => rowOf(change, index === shown.length - 1 ? '└─ ' : '├─ ', isPreview)),
  ];
  const typeWidth = Math.max(...rows.map(({ type }) => type.length));
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ symbol, type, name, word }) =>
    ` ${symbol.padEnd(4)}${type.padEnd(typeWidth)}  ${name.padEnd(nameWidth)}  ${word}`.trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function rowOf({ operation, type, name }: PulumiChange, branch: string, isPreview: boolean) {
  const word = operation === 'same' ? '' : isPreview ? operation : DONE[operation];
  // `aws:ecs/service:Service` is shown as `aws:ecs:Service`.
  return { symbol: SYMBOLS[operation], type: branch + type.replace(/\/[^:]*/, ''), name, word };
}

function outputsOf({ outputs }: PulumiStack): string {
  const entries = Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return '';
  const width = Math.max(...entries.map(([name]) => name.length));
  const lines = entries.map(([name, value]) => `    ${name.padEnd(width)}: ${JSON.stringify(value)}\n`);
  return `\nOutputs:\n${lines.join('')}`;
}

function summaryOf(changes: readonly PulumiChange[], isPreview: boolean): string {
  const count = (operation: Operation) => changes.filter((change) => change.operation === operation).length;
  const line = (operation: Operation) =>
    `    ${SYMBOLS[operation].padEnd(2)}${count(operation)} ${isPreview ? `to ${operation}` : DONE[operation]}\n`;
  const made = (['create', 'update', 'replace'] as const).filter((operation) => count(operation) > 0).map(line);
  const unchanged = count('same') > 0 ? [`    ${count('same')} unchanged\n`] : [];
  return `Resources:\n${[...made, ...unchanged].join('')}`;
}
