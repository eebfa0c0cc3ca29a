/**
 * What a command does to the world, least severe first.
 *
 * - `local`: nothing outside the session.
 * - `read`: reads the world and leaves it as it is.
 * - `reveal`: reads a secret.
 * - `change`: changes the world.
 * - `unknown`: not understood; treated as `destroy`.
 * - `destroy`: takes something away that a second command does not bring back.
 */
export const EFFECTS = ['local', 'read', 'reveal', 'change', 'unknown', 'destroy'] as const;

export type Effect = (typeof EFFECTS)[number];

/** The more severe of the effects that fit; `local` when there are none. */
export function worstEffect(effects: Iterable<Effect>): Effect {
  let worst: Effect = 'local';
  for (const effect of effects) {
    if (EFFECTS.indexOf(effect) > EFFECTS.indexOf(worst)) worst = effect;
  }
  return worst;
}

/** Whether the world may differ after a command of this effect. */
export function changesWorld(effect: Effect): boolean {
  return effect === 'change' || effect === 'unknown' || effect === 'destroy';
}
