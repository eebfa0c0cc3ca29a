import type { Clock } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';

export interface Dashboard {
  name: string;
  arn: string;
  /** JSON, as it was put. */
  body: string;
  modifiedAt: number;
}

export class Dashboards {
  readonly #byName = new Map<string, Dashboard>();
  readonly #clock: Clock;
  readonly #account: string;

  constructor(clock: Clock, account: string) {
    this.#clock = clock;
    this.#account = account;
  }

  put(name: string, body: string): void {
    const arn = `arn:aws:cloudwatch::${this.#account}:dashboard/${name}`;
    this.#byName.set(name, { name, arn, body, modifiedAt: this.#clock.now() });
  }

  get(name: string): Dashboard {
    const dashboard = this.#byName.get(name);
    if (!dashboard) throw new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);
    return dashboard;
  }

  all(): Dashboard[] {
    return [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  delete(name: string): void {
    this.#byName.delete(name);
  }
}
