import { AwsError } from '../../../wire/service.ts';
import { isOnlyOfCloudWatch, type MathContext, mathFunction } from './functions.ts';
import { calculate } from './operators.ts';
import type { MathNode } from './parse.ts';
import { type MathValue, mathError, scalar, type TimeSeries } from './value.ts';

/** What an id of the request stands for; undefined when there is none. */
export type Lookup = (id: string) => MathValue | undefined;

export function evaluateMath(node: MathNode, lookup: Lookup, context: MathContext): MathValue {
  const evaluate = (inner: MathNode): MathValue => evaluateMath(inner, lookup, context);
  switch (node.kind) {
    case 'number':
      return scalar(node.value);
    case 'text':
      return { kind: 'text', text: node.text };
    case 'name':
      return nameValue(node.name, lookup);
    case 'list':
      return { kind: 'many', series: node.items.map(evaluate).flatMap(seriesIn) };
    case 'binary':
      return calculate(node.operator, evaluate(node.left), evaluate(node.right));
    case 'call':
      return functionOf(node.name)(node.args.map(evaluate), context);
  }
}

/** Ids begin small; what begins large is a word, as REPEAT is. */
function nameValue(name: string, lookup: Lookup): MathValue {
  const value = lookup(name);
  if (value) return value;
  if (/^[A-Z]/.test(name)) return { kind: 'text', text: name };
  throw mathError(`Unknown id ${name}`);
}

function functionOf(name: string) {
  const found = mathFunction(name);
  if (found) return found;
  if (isOnlyOfCloudWatch(name)) {
    throw new AwsError(
      'NotImplemented',
      `cloudwatch metric math function ${name} is not implemented in this range.`,
      501,
    );
  }
  throw mathError(`Unsupported function ${name}`);
}

function seriesIn(value: MathValue): readonly TimeSeries[] {
  if (value.kind === 'series') return [value];
  if (value.kind === 'many') return value.series;
  throw mathError('Expected time series in the list');
}
