import type { Protection } from '@steadyhand/contracts';
import type { Style } from '../render/style.ts';

export interface PromptPlace {
  /** Null where there is no steadyhand.yaml. */
  system: string | null;
  environment: string;
  protection: Protection;
  mode: 'run' | 'dry-run';
  readOnly: boolean;
}

const COLOURS: Record<Protection, 'green' | 'yellow' | 'red'> = { open: 'green', guarded: 'yellow', protected: 'red' };

/** `realtime-chat@prod [read-only] $ `, in the colour of how well the environment is protected. */
export function promptText({ system, environment, protection, mode, readOnly }: PromptPlace, style: Style): string {
  const colour = style[COLOURS[protection]];
  const modes = [...(mode === 'dry-run' ? ['dry run'] : []), ...(readOnly ? ['read-only'] : [])];
  const where = `${system === null ? '' : `${system}@`}${style.bold(environment)}`;
  return `${colour(where)}${modes.length > 0 ? style.cyan(` [${modes.join(', ')}]`) : ''} $ `;
}

/** Of a line that goes on, so that it begins where the first one did. */
export const MORE = '> ';
