import type { Clock, PulumiAnswer, PulumiChange, PulumiRequest, PulumiStack, Stack } from '@steadyhand/contracts';
import type { Region } from '../region/region.ts';
import type { Regions } from '../region/regions.ts';
import { type Plan, planOf } from './plan.ts';
import { PulumiError } from './pulumi-error.ts';
import { resourcesOf } from './resources.ts';
import type { StackState } from './stack-state.ts';

export interface PulumiOptions {
  /** The system's. */
  stack: Stack;
  regions: Regions;
  /** Of the machine. */
  wall: Clock;
  /** Makes a region be as the stack says; resolves when everything there is healthy. */
  apply(region: Region, stack: Stack): Promise<void>;
}

/** The stacks of the system's program. The first is the one that the range was booted with. */
export class Pulumi {
  readonly #options: PulumiOptions;
  readonly #stacks = new Map<string, StackState>();
  #selected: string;
  #updating: string | null = null;

  constructor(options: PulumiOptions) {
    const { name, region } = options.stack;
    this.#options = options;
    this.#stacks.set(name, { name, config: new Map([['aws:region', region]]), region });
    this.#selected = name;
  }

  async answer(request: PulumiRequest): Promise<PulumiAnswer> {
    try {
      return await this.#carryOut(request);
    } catch (error) {
      if (error instanceof PulumiError) return { error: error.message };
      throw error;
    }
  }

  async #carryOut(request: PulumiRequest): Promise<PulumiAnswer> {
    const begin = this.#options.wall.now();
    if (request.command === 'stack ls')
      return { stacks: [...this.#stacks.values()].map((state) => this.#listed(state)) };
    if (request.command === 'stack init') this.#create(request.stack);
    const state = this.#state(request.stack);
    let changes: PulumiChange[] = [];
    switch (request.command) {
      case 'stack init':
      case 'stack select':
        this.#selected = state.name;
        break;
      case 'config set':
        state.config.set(this.#key(request.key), request.value);
        break;
      case 'config rm':
        state.config.delete(this.#key(request.key));
        break;
      case 'preview':
        changes = this.#plan(state).changes;
        break;
      case 'up':
        changes = await this.#update(state);
        break;
    }
    const seconds = (this.#options.wall.now() - begin) / 1000;
    return { ...this.#describe(state), changes, seconds };
  }

  #create(name: string): void {
    if (this.#stacks.has(name)) throw new PulumiError(`stack '${name}' already exists`);
    if (!/^[\w.-]{1,100}$/.test(name)) {
      throw new PulumiError('a stack name may only contain alphanumeric, hyphens, underscores, or periods');
    }
    this.#stacks.set(name, { name, config: new Map(), region: null });
  }

  #state(name = this.#selected): StackState {
    const found = this.#stacks.get(name.slice(name.lastIndexOf('/') + 1));
    if (found) return found;
    throw new PulumiError(`no stack named '${name}' found`);
  }

  /** A key without a namespace is the project's. What the program does not read would be set for nothing. */
  #key(key: string): string {
    const { project } = this.#options.stack;
    const whole = key.includes(':') ? key : `${project}:${key}`;
    const known = ['aws:region', `${project}:databaseIdentifier`];
    if (known.includes(whole)) return whole;
    throw new PulumiError(
      `the program of ${project} does not read ${whole}; in a range it reads ${known.join(' and ')}`,
    );
  }

  #plan(state: StackState): Plan {
    const { stack, regions } = this.#options;
    return planOf({ stack, regions, state });
  }

  async #update(state: StackState): Promise<PulumiChange[]> {
    if (this.#updating !== null) {
      throw new PulumiError(`[409] Conflict: Another update is currently in progress: stack ${this.#updating}`);
    }
    const { region, stack, changes } = this.#plan(state);
    const replaced = changes.filter(({ operation }) => operation === 'replace').length;
    if (replaced > 0) {
      throw new PulumiError(
        `${replaced} resources of stack ${state.name} would be replaced: made in ${region.name} and deleted in ` +
          `${state.region}. A range does not do that; make a stack of its own for ${region.name}: pulumi stack init`,
      );
    }
    this.#updating = state.name;
    try {
      if (changes.some(({ operation }) => operation !== 'same')) await this.#options.apply(region, stack);
    } catch (error) {
      throw new PulumiError(`update failed: ${error instanceof Error ? error.message : error}`);
    } finally {
      // What was made before a failure is there all the same.
      if (region.deployed) state.region = region.name;
      this.#updating = null;
    }
    return changes;
  }

  #describe(state: StackState): Omit<PulumiStack, 'changes' | 'seconds'> {
    const { regions, stack } = this.#options;
    const deployed = state.region === null ? null : (regions.find(state.region)?.deployed ?? null);
    return {
      project: stack.project,
      stack: state.name,
      region: state.region,
      config: Object.fromEntries(state.config),
      outputs: deployed ? deployed.values.resolveAll(deployed.stack.outputs) : {},
    };
  }

  #listed({ name, region }: StackState) {
    const { stack, regions } = this.#options;
    const resources = region === null ? null : resourcesOf(stack, region === regions.primary.name).length;
    return { name, isSelected: name === this.#selected, resources };
  }
}
