import { randomBytes } from 'node:crypto';
import type { Clock } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';

/** A change of records on its way to the name servers. Times are on the range's clock. */
export interface RecordChange {
  readonly id: string;
  readonly submittedAt: number;
  readonly comment: string | undefined;
  inSync: boolean;
}

/** How long a change takes to reach every name server. AWS says that it is usually done within 60 seconds. */
const PROPAGATION_MS = 2000;

export class Changes {
  readonly #clock: Clock;
  readonly #stopping: AbortSignal;
  readonly #changes = new Map<string, RecordChange>();

  constructor(clock: Clock, stopping: AbortSignal) {
    this.#clock = clock;
    this.#stopping = stopping;
  }

  /** `propagate` is called when names resolve by the change. */
  submit(comment: string | undefined, propagate: () => void): RecordChange {
    const id = `C${randomBytes(10).toString('hex').toUpperCase()}`;
    const change: RecordChange = { id, submittedAt: this.#clock.now(), comment, inSync: false };
    this.#changes.set(id, change);
    void this.#clock.sleep(PROPAGATION_MS, this.#stopping).then(
      () => {
        propagate();
        change.inSync = true;
      },
      () => {},
    );
    return change;
  }

  /** @throws {AwsError} NoSuchChange */
  get(id: string): RecordChange {
    const short = id.replace(/^\/?change\//, '');
    const found = this.#changes.get(short);
    if (found) return found;
    throw new AwsError('NoSuchChange', `Could not find resource with ID: ${short}`, 404);
  }
}
