import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode, SteadyError } from './errors.ts';

const codes = Object.keys(ERRORS) as ErrorCode[];

/** Has every parameter; the value is the name in braces. */
const everything = new Proxy<Record<string, string>>({}, { get: (_, name) => `{${String(name)}}` });

describe('the registry', () => {
  it.each(codes)('%s has a code in capitals, a title, a message and a hint', (code) => {
    const { title, message, hint, exitCode } = ERRORS[code];
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(message(everything)).toMatch(/^\S.*\.$/);
    // A hint may end with a command that is there to be copied.
    expect(hint(everything)).toMatch(/^\S.*[.}]$/);
    expect([1, 2, 3, 4, 5, 130]).toContain(exitCode);
  });

  it.each(codes)('%s renders without parameters too', (code) => {
    const error = new SteadyError(code);
    expect(error.message).not.toBe('');
    expect(error.hint).not.toBe('');
  });

  it('has no title twice', () => {
    const titles = codes.map((code) => ERRORS[code].title);
    expect(titles).toEqual([...new Set(titles)]);
  });

  it('leaves a part out that has no value', () => {
    expect(ERRORS.PROCEDURE_NOT_FOUND.hint({})).toBe('`steady show` lists them all.');
    expect(ERRORS.PROCEDURE_NOT_FOUND.hint({ nearest: 'a/b' })).toBe(
      'Did you mean "a/b"? `steady show` lists them all.',
    );
    expect(ERRORS.RANGE_NOT_RUNNING.message({})).toBe('No range is running.');
    expect(ERRORS.RANGE_NOT_RUNNING.message({ name: 'x' })).toBe('No range "x" is running.');
  });
});

describe('SteadyError', () => {
  it('carries what its code says', () => {
    const error = new SteadyError('RUNBOOK_NOT_FOUND', { path: 'a.md' });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('SteadyError');
    expect(error.message).toBe('There is no runbook at a.md.');
    expect(error.hint).toBe(ERRORS.RUNBOOK_NOT_FOUND.hint());
    expect(error.exitCode).toBe(2);
    expect(error.params).toEqual({ path: 'a.md' });
  });

  it('says that nothing was changed, unless it is told what was', () => {
    expect(new SteadyError('INTERRUPTED').state).toBe('Nothing was changed.');
    expect(new SteadyError('INTERRUPTED', {}, { state: 'Changed: a.' }).state).toBe('Changed: a.');
  });

  it('keeps its cause, and has none when none is given', () => {
    const cause = new TypeError('no');
    expect(new SteadyError('INTERNAL', { reason: 'no' }, { cause }).cause).toBe(cause);
    expect('cause' in new SteadyError('INTERNAL', { reason: 'no' })).toBe(false);
  });
});
