import type { HealthCheckObservation, HealthCheck as HealthCheckShape } from '@aws-sdk/client-route-53';
import type { Clock } from '@steadyhand/contracts';
import type { MetricSink } from '../../ports.ts';
import { AwsError } from '../../wire/service.ts';

export interface HealthCheckDeclaration {
  id: string;
  /** Without a dot at its end. */
  host: string;
  protocol: 'HTTP' | 'HTTPS';
  port: number;
  path: string;
  intervalSeconds: number;
  /** Checks in a row that must have another result before the status changes. */
  failureThreshold: number;
}

interface HealthCheck extends HealthCheckDeclaration {
  isHealthy: boolean;
  inARow: number;
  /** On the range's clock; null before the first check. */
  checkedAt: number | null;
  lastResult: string;
}

/** Where Route 53's checkers say that they are. */
const CHECKER = { Region: 'us-east-1', IPAddress: '192.0.2.53' } as const;

export interface HealthChecksOptions {
  clock: Clock;
  /** Asks a URL by the names of the range; says what came of it. */
  probe(url: string): Promise<{ isWell: boolean; text: string }>;
  sink: MetricSink;
}

/** Checks of endpoints by their names, from outside of every region. */
export class HealthChecks {
  readonly #options: HealthChecksOptions;
  readonly #checks = new Map<string, HealthCheck>();
  readonly #stopping = new AbortController();

  constructor(options: HealthChecksOptions) {
    this.#options = options;
  }

  /** Begins to check; does nothing when there is a check of this id. */
  declare(declaration: HealthCheckDeclaration): void {
    if (this.#checks.has(declaration.id)) return;
    const check = { ...declaration, isHealthy: true, inARow: 0, checkedAt: null, lastResult: '' };
    this.#checks.set(check.id, check);
    void this.#watch(check);
  }

  all(): HealthCheckShape[] {
    return [...this.#checks.values()].map(view);
  }

  /** @throws {AwsError} NoSuchHealthCheck */
  get(id: string): HealthCheckShape {
    return view(this.#get(id));
  }

  observations(id: string): HealthCheckObservation[] {
    const { checkedAt, lastResult } = this.#get(id);
    if (checkedAt === null) return [];
    return [{ ...CHECKER, StatusReport: { Status: lastResult, CheckedTime: new Date(checkedAt) } }];
  }

  stop(): void {
    this.#stopping.abort();
  }

  #get(id: string): HealthCheck {
    const found = this.#checks.get(id);
    if (found) return found;
    throw new AwsError('NoSuchHealthCheck', `A health check with id ${id} does not exist.`, 404);
  }

  async #watch(check: HealthCheck): Promise<void> {
    const { clock, probe, sink } = this.#options;
    const { signal } = this.#stopping;
    const url = `${check.protocol.toLowerCase()}://${check.host}:${check.port}${check.path}`;
    while (!signal.aborted) {
      const { isWell, text } = await probe(url);
      if (signal.aborted) return;
      const at = clock.now();
      check.checkedAt = at;
      check.lastResult = `${isWell ? 'Success' : 'Failure'}: ${text}`;
      check.inARow = isWell === check.isHealthy ? 0 : check.inARow + 1;
      if (check.inARow >= check.failureThreshold) {
        check.isHealthy = isWell;
        check.inARow = 0;
      }
      const metric = { namespace: 'AWS/Route53', dimensions: { HealthCheckId: check.id }, at };
      sink.put({ ...metric, metric: 'HealthCheckStatus', value: check.isHealthy ? 1 : 0, unit: 'None' });
      sink.put({ ...metric, metric: 'HealthCheckPercentageHealthy', value: isWell ? 100 : 0, unit: 'Percent' });
      await clock.sleep(check.intervalSeconds * 1000, signal).catch(() => {});
    }
  }
}

function view(check: HealthCheck): HealthCheckShape {
  return {
    Id: check.id,
    CallerReference: check.id,
    HealthCheckConfig: {
      Type: check.protocol,
      FullyQualifiedDomainName: check.host,
      Port: check.port,
      ResourcePath: check.path,
      RequestInterval: check.intervalSeconds,
      FailureThreshold: check.failureThreshold,
      MeasureLatency: false,
      Inverted: false,
      Disabled: false,
      EnableSNI: check.protocol === 'HTTPS',
    },
    HealthCheckVersion: 1,
  };
}
