import { SteadyError } from '@steadyhand/contracts';

/** What a worker has of a run that it holds. */
export interface Hold {
  runId: string;
  epoch: number;
}

export function fenced({ runId, epoch }: Hold): SteadyError {
  return new SteadyError('RUN_FENCED', { id: runId, epoch: String(epoch) });
}
