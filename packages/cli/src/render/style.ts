import type { Effect } from '@steadyhand/contracts';
import pc from 'picocolors';

export type Style = ReturnType<typeof pc.createColors>;

/** Colours for a stream: on terminals only, and never where NO_COLOR asks for none. */
export function styleFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Style {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  return pc.createColors(env.NO_COLOR === undefined && (forced || stream.isTTY === true));
}

export function effectStyle(style: Style, effect: Effect): (text: string) => string {
  switch (effect) {
    case 'destroy':
    case 'unknown':
      return (text) => style.bold(style.red(text));
    case 'change':
      return style.yellow;
    case 'reveal':
      return style.magenta;
    case 'read':
      return style.green;
    case 'local':
      return style.dim;
  }
}

/** Width of standard output, or null where it is no terminal. */
export function terminalColumns(): number | null {
  return process.stdout.isTTY ? process.stdout.columns : null;
}
