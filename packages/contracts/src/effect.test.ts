import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesWorld, EFFECTS, worstEffect } from './effect.ts';

const anyEffect = fc.constantFrom(...EFFECTS);

describe('effects', () => {
  it('stand in order of severity, and what is not understood is worse than a change', () => {
    expect(EFFECTS).toEqual(['local', 'read', 'reveal', 'change', 'unknown', 'destroy']);
  });

  it('change the world from `change` upwards', () => {
    expect(EFFECTS.filter(changesWorld)).toEqual(['change', 'unknown', 'destroy']);
  });
});

describe('worstEffect', () => {
  it('is local when there is nothing', () => {
    expect(worstEffect([])).toBe('local');
  });

  it('is one of those given, none of them is more severe, and order does not matter', () => {
    fc.assert(
      fc.property(fc.array(anyEffect, { minLength: 1 }), (effects) => {
        const worst = worstEffect(effects);
        expect(effects).toContain(worst);
        expect(effects.every((effect) => EFFECTS.indexOf(effect) <= EFFECTS.indexOf(worst))).toBe(true);
        expect(worstEffect(effects.toReversed())).toBe(worst);
      }),
    );
  });

  it('lets no read hide a change beside it', () => {
    fc.assert(
      fc.property(fc.array(anyEffect), (effects) => {
        expect(changesWorld(worstEffect(effects))).toBe(effects.some(changesWorld));
      }),
    );
  });
});
