/** The search of Ctrl-R: backwards through what was typed before, as the query grows. */
export class ReverseSearch {
  private readonly lines: readonly string[];
  private query = '';
  private at = 0;

  /** `lines` with the newest first. */
  constructor(lines: readonly string[]) {
    this.lines = lines;
  }

  /** The line found; empty where there is none. */
  get found(): string {
    return this.query === '' ? '' : (this.lines[this.at] ?? '');
  }

  get shown(): string {
    const failed = this.query !== '' && this.at === this.lines.length ? 'failed ' : '';
    return `(${failed}reverse-i-search)'${this.query}': ${this.found}`;
  }

  type(text: string): void {
    this.query += text;
    this.look(this.at);
  }

  erase(): void {
    this.query = [...this.query].slice(0, -1).join('');
    this.look(0);
  }

  /** An older one. */
  next(): void {
    if (this.at < this.lines.length) this.look(this.at + 1);
  }

  private look(from: number): void {
    const found = this.lines.findIndex((line, i) => i >= from && line.includes(this.query));
    this.at = found === -1 ? this.lines.length : found;
  }
}
