import type { AlarmTransition, Clock } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';
import { type Alarm, type AlarmConfig, actionsFor, isComposite, type StateInfo } from './alarm.ts';
import { AlarmHistory } from './alarm-history.ts';
import type { AlarmState } from './evaluate.ts';
import { compositeState } from './state-reason.ts';

/** What an alarm asks for on coming into a state. */
export interface AlarmEvent {
  alarm: Alarm;
  action: string;
  from: AlarmState;
}

/** Carries out the actions whose ARN begins with the prefix; throws where it cannot. */
export interface AlarmAction {
  prefix: string;
  /** Whether it is carried out again each minute that the alarm stays in its state, as for auto scaling alone. */
  repeats: boolean;
  run(event: AlarmEvent): void;
}

/** All alarms of a region by name, with their states and what follows from those. */
export class Alarms {
  readonly history = new AlarmHistory();
  readonly #clock: Clock;
  readonly #arnOf: (name: string) => string;
  readonly #alarms = new Map<string, Alarm>();
  readonly #actions: AlarmAction[] = [];
  readonly #listeners = new Set<(transition: AlarmTransition) => void>();

  constructor(options: { clock: Clock; arnOf: (name: string) => string }) {
    this.#clock = options.clock;
    this.#arnOf = options.arnOf;
  }

  addAction(action: AlarmAction): void {
    this.#actions.push(action);
  }

  /** Refuses actions that nothing would carry out. */
  checkActions(actions: readonly string[]): void {
    const refused = actions.find((arn) => !this.#actions.some(({ prefix }) => arn.startsWith(prefix)));
    if (refused === undefined) return;
    throw new AwsError('NotImplemented', `cloudwatch alarm action ${refused} is not implemented in this range.`, 501);
  }

  /** An alarm that exists keeps its state. */
  put(config: AlarmConfig): Alarm {
    const now = this.#clock.now();
    const existing = this.#alarms.get(config.name);
    if (existing && existing.config.kind !== config.kind) {
      throw new AwsError('ValidationError', `An alarm of another type has the name ${config.name}.`);
    }
    const alarm: Alarm = existing ?? {
      config,
      arn: this.#arnOf(config.name),
      configuredAt: now,
      state: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', data: undefined },
      updatedAt: now,
      transitionedAt: now,
      points: [],
    };
    alarm.config = config;
    alarm.configuredAt = now;
    this.#alarms.set(config.name, alarm);
    this.history.configured(alarm, existing ? 'Update' : 'Create', now);
    this.#settleComposites(alarm);
    return alarm;
  }

  /** Refuses what a composite alarm looks at. */
  delete(names: readonly string[]): void {
    const doomed = names.map((name) => this.get(name));
    for (const { config } of this.all().filter(isComposite)) {
      const used = config.rule.alarms.find((name) => names.includes(name));
      if (used !== undefined && !names.includes(config.name)) {
        throw new AwsError('ValidationError', `Cannot delete ${used} as there are composite alarm(s) depending on it.`);
      }
    }
    for (const alarm of doomed) {
      this.#alarms.delete(alarm.config.name);
      this.history.configured(alarm, 'Delete', this.#clock.now());
    }
  }

  all(): Alarm[] {
    return [...this.#alarms.values()].sort((a, b) => (a.config.name < b.config.name ? -1 : 1));
  }

  find(name: string): Alarm | undefined {
    return this.#alarms.get(name);
  }

  get(name: string): Alarm {
    const alarm = this.#alarms.get(name);
    if (!alarm) throw new AwsError('ResourceNotFound', `Unknown alarm: ${name}`, 404);
    return alarm;
  }

  onTransition(listener: (transition: AlarmTransition) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setState(alarm: Alarm, state: StateInfo): void {
    const now = this.#clock.now();
    const old = alarm.state;
    alarm.state = state;
    alarm.updatedAt = now;
    if (old.value === state.value) return;
    alarm.transitionedAt = now;
    this.history.changed(alarm, old, now);
    this.#act(alarm, old.value, () => true);
    const transition = { alarm: alarm.config.name, from: old.value, to: state.value, reason: state.reason, at: now };
    for (const listener of this.#listeners) listener(transition);
    this.#settleComposites(alarm);
  }

  /** Of an alarm that has stayed in its state. */
  repeatActions(alarm: Alarm): void {
    this.#act(alarm, alarm.state.value, ({ repeats }) => repeats);
  }

  #act(alarm: Alarm, from: AlarmState, isMeant: (action: AlarmAction) => boolean): void {
    if (!alarm.config.actionsEnabled) return;
    for (const arn of actionsFor(alarm, alarm.state.value)) {
      const action = this.#actions.find(({ prefix }) => arn.startsWith(prefix));
      if (!action || !isMeant(action)) continue;
      const failure = failureOf(() => action.run({ alarm, action: arn, from }));
      this.history.acted(alarm, this.#clock.now(), { action: arn, failure });
    }
  }

  /** Composite alarms follow at once, those that look at them after. */
  #settleComposites(changed: Alarm): void {
    for (const composite of this.all().filter(isComposite)) {
      if (composite !== changed && !composite.config.rule.alarms.includes(changed.config.name)) continue;
      const holds = composite.config.rule.holds((name) => this.#alarms.get(name)?.state.value);
      const value = holds ? 'ALARM' : 'OK';
      if (value !== composite.state.value) this.setState(composite, compositeState(value, changed));
    }
  }
}

function failureOf(run: () => void): string | null {
  try {
    run();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
