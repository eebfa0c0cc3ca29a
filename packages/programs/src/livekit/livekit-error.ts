/** A failure in the words of the real program. */
export class LivekitError extends Error {
  override readonly name = 'LivekitError';
}
