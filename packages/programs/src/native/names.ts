/** Names as a range has them. */
import type { Target } from '@steadyhand/contracts';

/** A name leads somewhere by port; whoever only asks for the name asks for these. */
const PORTS = [443, 80, 5432, 6379, 3306, 0];

/** The address that a name has there, or null. */
export function addressOf(name: string, { resolve }: Target): string | null {
  for (const port of PORTS) {
    const found = resolve(name, port);
    if (found) return found.host === 'localhost' ? '127.0.0.1' : found.host;
  }
  return null;
}
