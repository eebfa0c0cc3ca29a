import type { PersonTerminal, TerminalSize } from './io.ts';

/** Of standard input and output, what a terminal has; `process` has all of it where there is one. */
export interface TerminalStreams {
  readonly stdin: {
    readonly isTTY?: boolean;
    setRawMode?(isRaw: boolean): unknown;
    on?(event: 'data', listener: (data: Uint8Array) => void): unknown;
    off?(event: 'data', listener: (data: Uint8Array) => void): unknown;
    pause?(): unknown;
  };
  readonly stdout: {
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly rows?: number;
    on?(event: 'resize', listener: () => void): unknown;
    off?(event: 'resize', listener: () => void): unknown;
  };
}

/** Undefined where input or output is no terminal. */
export function personTerminal({ stdin, stdout }: TerminalStreams): PersonTerminal | undefined {
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  const size = (): TerminalSize => ({ cols: stdout.columns ?? 80, rows: stdout.rows ?? 24 });
  return {
    size,
    attach({ onInput, onSize }) {
      const resized = () => onSize(size());
      stdin.setRawMode?.(true);
      stdin.on?.('data', onInput);
      stdout.on?.('resize', resized);
      return () => {
        stdout.off?.('resize', resized);
        stdin.off?.('data', onInput);
        stdin.setRawMode?.(false);
        stdin.pause?.();
      };
    },
  };
}
