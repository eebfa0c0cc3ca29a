import type { Drill, RangeControl } from '@steadyhand/contracts';

/** What was counted before the fault and after recovery. */
export interface DataCount {
  name: string;
  before: number;
  after: number;
  lost: number;
  mayLose: boolean;
}

type Counted = Drill['data'][number];

/** Counts now; the function that it gives counts again. */
export async function countData(range: RangeControl, data: readonly Counted[]): Promise<() => Promise<DataCount[]>> {
  const countAll = (): Promise<number[]> => Promise.all(data.map(({ module }) => range.count(module)));
  const before = await countAll();
  return async () => {
    const after = await countAll();
    return data.map(({ name, mayLose }, index) => {
      const [was, is] = [before[index] ?? 0, after[index] ?? 0];
      return { name, before: was, after: is, lost: Math.max(0, was - is), mayLose };
    });
  };
}
