/** Seconds until a job that failed is tried again: 5, 10, 20, then 30. */
export function retryDelaySeconds(receiveCount: number): number {
  return Math.min(30, 5 * 2 ** Math.max(0, receiveCount - 1));
}
