/** Times, sizes and names as reports write them. */
import { quoteCommand } from '@steadyhand/bash';
import type { CommandIntent } from '@steadyhand/contracts';

/** `2026-01-01 10:00:12`, in UTC. */
export function instant(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** "40 ms", "12 s", "3 min 05 s", "2 h 14 min", "3 d 2 h". */
export function span(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours === 0) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** "120 bytes", "34.2 KiB", "1.5 MiB". */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** "1 change", "2 changes". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

export function withReason(text: string, reason: string | undefined): string {
  return reason ? `${text} (${reason})` : text;
}

export function commandOf({ program, argv }: Pick<CommandIntent, 'program' | 'argv'>): string {
  return quoteCommand(program, argv);
}

/** `aws ecs update-service`. */
export function nameOf({ program, operation }: Pick<CommandIntent, 'program' | 'operation'>): string {
  return operation === null || operation === '' ? program : `${program} ${operation}`;
}

/** The last line that says something: where programs put what went wrong. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
