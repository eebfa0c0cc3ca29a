import { type MathValue, mapPoints, mathError, scalar, type TimeSeries, withPoints } from './value.ts';

type Operation = (a: number, b: number) => number;

const truth = (value: boolean) => (value ? 1 : 0);

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '>': (a, b) => truth(a > b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  '&&': (a, b) => truth(a !== 0 && b !== 0),
  '||': (a, b) => truth(a !== 0 || b !== 0),
};

/** Of two series only the times that both have count. */
export function calculate(operator: string, left: MathValue, right: MathValue): MathValue {
  const operation = OPERATIONS[operator];
  if (!operation) throw mathError(`Invalid operator ${operator}`);
  if (left.kind === 'text' || right.kind === 'text' || (left.kind === 'many' && right.kind === 'many')) {
    throw mathError(`Unsupported operand type(s) for ${operator}: '${nameOf(left)}' and '${nameOf(right)}'`);
  }
  if (left.kind === 'many') return each(left.series, (one) => combine(operation, one, right));
  if (right.kind === 'many') return each(right.series, (one) => combine(operation, left, one));
  return combine(operation, left, right);
}

type Single = TimeSeries | { kind: 'scalar'; value: number };

function combine(operation: Operation, left: Single, right: Single | MathValue): MathValue {
  if (right.kind !== 'scalar' && right.kind !== 'series') throw mathError('Unsupported operand');
  if (left.kind === 'scalar') {
    return right.kind === 'scalar'
      ? scalar(operation(left.value, right.value))
      : mapPoints(right, (value) => operation(left.value, value));
  }
  if (right.kind === 'scalar') return mapPoints(left, (value) => operation(value, right.value));
  const both = [...left.points].flatMap(([at, value]) => {
    const other = right.points.get(at);
    return other === undefined ? [] : [[at, operation(value, other)] as const];
  });
  return withPoints({ ...left, periodSeconds: Math.max(left.periodSeconds, right.periodSeconds) }, both);
}

function each(series: readonly TimeSeries[], change: (one: TimeSeries) => MathValue): MathValue {
  return { kind: 'many', series: series.map(change).filter((value) => value.kind === 'series') };
}

export function nameOf(value: MathValue): string {
  return { series: 'TimeSeries', scalar: 'Scalar', many: 'TimeSeries[]', text: 'String' }[value.kind];
}
