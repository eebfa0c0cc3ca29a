import type { Ref, Stack, Value } from '@steadyhand/contracts';
import { type Body, type Resource, Template } from './tree.ts';

/** What the parts of an export are given. */
export interface Exporting {
  readonly stack: Stack;
  /** A value of the stack as the tool writes it. */
  say(value: Value): string | Template;
  attribute(kind: Ref['ref'], id: string, attribute: string): Template;
  /** An input of the export, by its name in `inputs.ts`. */
  input(name: string): Template;
  /** Text with the tool's expressions in it; strings among the parts are literal. */
  text(strings: TemplateStringsArray, ...parts: readonly (Template | string | number)[]): Template;
  /** The same export as resources in another region see it. */
  in(region: string | undefined): Exporting;
}

export interface Tool {
  stack: Stack;
  /** Literal text as it stands in a template. */
  escape(text: string): string;
  /** Text of the template that gives an attribute. */
  refer(ref: Ref, exporting: Exporting): Template;
  input(name: string): Template;
  in(region: string | undefined): Exporting;
}

/** What each part of a stack becomes; a part that a stack gains must be given a line before this compiles. */
export type Parts = { readonly [Part in keyof Stack]: (exporting: Exporting) => Resource[] };

const none = (): Resource[] => [];

/** Parts that are said elsewhere: names in every name, regions in the providers, outputs as outputs. */
export const SAID_ELSEWHERE = {
  project: none,
  name: none,
  region: none,
  recoveryRegion: none,
  outputs: none,
  dependencies: none,
} satisfies Partial<Parts>;

export function createExporting(tool: Tool): Exporting {
  const textOf = (part: Template | string | number) =>
    part instanceof Template ? part.text : tool.escape(String(part));
  const exporting: Exporting = {
    stack: tool.stack,
    input: tool.input,
    in: tool.in,
    attribute: (kind, id, attribute) => tool.refer({ ref: kind, id, attribute }, exporting),
    text: (strings, ...parts) =>
      new Template(strings.map((string, at) => tool.escape(string) + textOf(parts[at] ?? '')).join('')),
    say(value) {
      if (typeof value === 'string') return value;
      if ('ref' in value) return tool.refer(value, exporting);
      return new Template(
        value.join.map((part) => textOf(typeof part === 'string' ? part : tool.refer(part, exporting))).join(''),
      );
    },
  };
  return exporting;
}

export function sayAll(exporting: Exporting, values: Readonly<Record<string, Value>>): Body {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, exporting.say(value)]));
}

export function attributesOf(exporting: Exporting, kind: Ref['ref'], attribute: string): (id: string) => Template {
  return (id) => exporting.attribute(kind, id, attribute);
}
