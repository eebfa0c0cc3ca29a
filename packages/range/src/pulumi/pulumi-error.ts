/** What pulumi would end with, in its words, without `error: `. */
export class PulumiError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PulumiError';
  }
}
