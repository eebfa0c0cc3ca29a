import { describe, expect, it } from 'vitest';
import { inputShape } from './inputs.ts';

describe('the shape of a structured input', () => {
  it('names the members of a list of structures, what they need and what they take', () => {
    const list = inputShape('ce', 'GetCostAndUsage', 'GroupBy');
    expect(list?.kind).toBe('list');
    expect([...(list?.item?.members.keys() ?? [])]).toEqual(['Type', 'Key']);
    expect(list?.item?.members.get('Type')?.shape().values).toEqual(['DIMENSION', 'TAG', 'COST_CATEGORY']);
    expect(inputShape('cloudwatch', 'GetMetricStatistics', 'Dimensions')?.item?.members.get('Name')?.required).toBe(
      true,
    );
  });

  it('follows a structure that holds itself', () => {
    const filter = inputShape('ce', 'GetCostAndUsage', 'Filter');
    const inner = filter?.members.get('Or')?.shape().item?.members.get('Not')?.shape();
    expect(inner?.members.has('Dimensions')).toBe(true);
  });

  it('knows nothing of scalars, of names that do not exist, and of services whose client is not bundled', () => {
    expect(inputShape('ecs', 'UpdateService', 'cluster')).toBeUndefined();
    expect(inputShape('ecs', 'Nothing', 'a')).toBeUndefined();
    expect(inputShape('ecs', 'constructor', 'a')).toBeUndefined();
    expect(inputShape('../index', 'a', 'b')).toBeUndefined();
    expect(inputShape('glue', 'CreateJob', 'Command')).toBeUndefined();
  });
});
