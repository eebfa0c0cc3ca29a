import type { Parameter } from '@steadyhand/contracts';

export interface Use {
  name: string;
  spelling: string;
  line: number;
  arithmetic?: boolean;
  hasDefault?: boolean;
}

/** The blanks of a document, with where they are set and used. */
export class ParameterTable {
  #uses = new Map<string, Use[]>();
  #definitions = new Map<string, number>();
  #resources = new Map<string, string>();

  use(use: Use): void {
    const uses = this.#uses.get(use.name);
    if (uses === undefined) this.#uses.set(use.name, [use]);
    else uses.push(use);
  }

  define(name: string, line: number): void {
    if (!this.#definitions.has(name)) this.#definitions.set(name, line);
  }

  /** What the position of a parameter in a command says about it; the first position counts. */
  type(name: string, resource: string): void {
    if (!this.#resources.has(name)) this.#resources.set(name, resource);
  }

  list(): Parameter[] {
    return [...this.#uses].map(([name, uses]) => ({
      name,
      spelling: uses[0]?.spelling ?? name,
      definedAt: this.#definitions.get(name) ?? null,
      usedAt: [...new Set(uses.map(({ line }) => line))].sort((a, b) => a - b),
      resource: this.#resources.get(name) ?? null,
      arithmetic: uses.some(({ arithmetic }) => arithmetic === true),
      hasDefault: uses.every(({ hasDefault }) => hasDefault === true),
    }));
  }
}
