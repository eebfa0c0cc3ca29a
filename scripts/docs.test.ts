import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Comments, NO_COMMENTS, readComments } from './docs/comments.ts';
import { REFERENCE_PAGES } from './docs/pages.ts';
import { tablesOf } from './docs/schema-tables.ts';

const SOURCE = `
  const At = { /** In milliseconds. */ at: z.number() };
  /** A thing
   *  of two lines. */
  const ThingSchema = z.strictObject({ ...At, name: z.string() });
  const WholeSchema = z.object({
    // Not for readers.
    plain: z.string(),
    /** Its things. */
    things: z.array(ThingSchema).default([]),
    byName: z.record(z.string(), z.object({ /** Deep. */ deep: z.string().optional() })),
  });
  const EventSchema = z.discriminatedUnion('type', [
    /** The first. */
    z.object({ type: z.literal('a') }),
    ThingSchema,
  ]);`;

let folder: string;
let commentsOf: (constant: string) => Comments;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steady-docs-'));
  await writeFile(join(folder, 'thing.ts'), SOURCE);
  commentsOf = readComments(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('readComments', () => {
  it('gives the comment of a schema and of its fields, spread ones included', () => {
    const thing = commentsOf('ThingSchema');
    expect(thing.text).toBe('A thing of two lines.');
    expect(thing.fields.get('at')?.text).toBe('In milliseconds.');
  });

  it('sees through lists, records and what is chained', () => {
    const { fields } = commentsOf('WholeSchema');
    expect(fields.get('plain')?.text).toBe('');
    expect(fields.get('things')?.text).toBe('Its things.');
    expect(fields.get('things')?.fields.get('at')?.text).toBe('In milliseconds.');
    expect(fields.get('byName')?.fields.get('deep')?.text).toBe('Deep.');
  });

  it('keeps the order of options', () => {
    expect(commentsOf('EventSchema').options.map(({ text }) => text)).toEqual(['The first.', 'A thing of two lines.']);
  });
});

describe('tablesOf', () => {
  const json = (schema: z.ZodType): string => tablesOf(z.toJSONSchema(schema, { io: 'input' }), NO_COMMENTS);

  it('has a row for every field, nested ones too', () => {
    const schema = z.object({
      name: z.string().regex(/^a|b$/),
      count: z.int().nullable(),
      mode: z.enum(['x', 'y']).default('x'),
      steps: z.array(z.object({ ok: z.boolean() })),
      by: z.record(z.string(), z.object({ id: z.string().optional() })),
    });
    expect(json(schema).split('\n').slice(2)).toEqual([
      '| `name` | text like `^a\\|b$` | required |  |',
      '| `count` | whole number or null | required |  |',
      '| `mode` | `x`, `y` | `"x"` |  |',
      '| `steps` | list of object | required |  |',
      '| `steps[].ok` | true or false | required |  |',
      '| `by` | by name: object | required |  |',
      '| `by.<name>.id` | text |  |  |',
    ]);
  });

  it('has a section for every option of a union', () => {
    const schema = z.union([z.string(), z.object({ kind: z.literal('a') }), z.object({ b: z.string() })]);
    expect(json(schema).match(/^### .*$/gm)).toEqual(['### text', '### `a`', '### object with `b`']);
  });
});

describe('the reference', () => {
  it.each(Object.entries(REFERENCE_PAGES))('%s holds tables or sections and nothing undefined', (_name, page) => {
    const text = page();
    expect(text.match(/^## /gm)?.length).toBeGreaterThan(0);
    // Rules are named after what they report: `parameter-undefined`.
    expect(text).not.toMatch(/(?<!-)\bundefined\b(?!-)|\[object|\banything \|/);
  });
});
