/**
 * Fills a procedure's blanks before anything runs.
 *
 * B1 A value comes from the first of: `--param`, the bindings of steadyhand.yaml (procedure, environment, system), the
 *    document's own definition elsewhere, the person asked. Later sources are not consulted.
 * B2 Commands that give a value run in the run's own session, and only when they are reads.
 * B3 Nothing is ever bound to an empty string, and nothing used in arithmetic to what is no integer.
 * B4 A value that is a secret by its name, or by the command that gave it, is shown nowhere.
 * B5 All that stays unbound in steps that the run may come to is reported at once, before the first step.
 */
import { analyseShell, quoteWord } from '@steadyhand/bash';
import {
  type Binding,
  type Clock,
  type Journal,
  type Parameter,
  type Runbook,
  SteadyError,
  type Step,
  type System,
  type Target,
} from '@steadyhand/contracts';
import type { Redactor, Session } from '@steadyhand/shell';
import { chosenSteps, isLeftOut } from './chosen-steps.ts';
import { findDefinition } from './definitions.ts';
import type { Questions } from './questions.ts';
import type { RunOptions } from './run-options.ts';
import { isSecretName } from './secret-values.ts';

/** Step id under which the commands of bindings are journaled; the guard lets only reads run there. */
export const BINDING_STEP = 'bind';

export interface BindOptions extends Pick<RunOptions, 'procedure' | 'phases' | 'mode'> {
  runId: string;
  runbook: Runbook;
  system: System | null;
  target: Target;
  params: Readonly<Record<string, string>>;
  session: Session;
  redactor: Redactor;
  clock: Clock;
  questions: Questions;
  journal: Journal;
}

interface Bound {
  value: string;
  source: string;
}

/** The values by parameter name, also exported in the session. Throws `PARAMETER_UNBOUND` or `PARAMETER_INVALID`. */
export async function bindParameters(options: BindOptions): Promise<ReadonlyMap<string, string>> {
  const binder = new Binder(options);
  const unbound: Parameter[] = [];
  const steps = chosenSteps(options.procedure, options.phases).filter((step) => !isLeftOut(step, options));
  for (const parameter of neededParameters(options.runbook, steps)) {
    const value = (await binder.bind(parameter.name)) ?? (await binder.ask(parameter));
    if (value === null && !parameter.hasDefault) unbound.push(parameter);
  }
  const [first] = unbound;
  if (first) {
    const list = unbound.map((parameter) => `${parameter.name} (${usedAt(options, parameter)})`).join(', ');
    throw new SteadyError('PARAMETER_UNBOUND', { list, first: first.name });
  }
  return binder.values;
}

/** Parameters that the steps' shell uses and does not set itself before their first use. */
export function neededParameters(runbook: Runbook, steps: readonly Step[]): Parameter[] {
  const blocks = steps.flatMap((step) => step.blocks.filter((block) => block.language === 'shell' && !block.inside));
  const inShell = (line: number): boolean => blocks.some((block) => line >= block.line && line <= block.endLine);
  return runbook.parameters.filter((parameter) => {
    const uses = parameter.usedAt.filter(inShell);
    const { definedAt } = parameter;
    const setBefore = definedAt !== null && inShell(definedAt) && uses.every((line) => line >= definedAt);
    return uses.length > 0 && !setBefore;
  });
}

function usedAt(options: Pick<BindOptions, 'procedure'>, parameter: Parameter): string {
  const { line, endLine } = options.procedure;
  const lines = parameter.usedAt.filter((at) => at >= line && at <= endLine);
  return `used at line ${lines.join(', ')}`;
}

function notCalculable({ arithmetic }: Parameter, value: string): string | null {
  return arithmetic && !/^-?\d+$/.test(value) ? 'the runbook calculates with it, and it is no integer' : null;
}

export class Binder {
  readonly values = new Map<string, string>();
  private readonly options: BindOptions;
  private readonly pending = new Set<string>();

  constructor(options: BindOptions) {
    this.options = options;
  }

  /** The value of a name and of all it needs, or null when nothing gives one. */
  async bind(name: string): Promise<string | null> {
    const known = this.values.get(name);
    if (known !== undefined) return known;
    if (this.pending.has(name)) return null;
    this.pending.add(name);
    const bound = await this.find(name);
    this.pending.delete(name);
    return bound ? this.keep(name, bound) : null;
  }

  /** Asks a person for a value that no source gives; a parameter with a default of its own is left to it. */
  async ask(parameter: Parameter): Promise<string | null> {
    if (parameter.hasDefault) return null;
    const { name } = parameter;
    const problemOf = (value: string): string | null =>
      value === '' ? 'nothing is bound to an empty text' : notCalculable(parameter, value);
    const usage = { usedAt: usedAt(this.options, parameter), isSecret: isSecretName(name), problemOf };
    const said = await this.options.questions.parameter(BINDING_STEP, name, usage);
    if (!said?.value) return null;
    if (usage.isSecret) this.options.redactor.add(said.value);
    return this.keep(name, { value: said.value, source: `answered by ${said.by}` });
  }

  private async find(name: string): Promise<Bound | null> {
    const given = this.options.params[name];
    if (given !== undefined) return { value: given, source: '--param' };
    const binding = this.configured(name);
    if (binding) return this.resolve(binding);
    return this.fromDocument(name);
  }

  private configured(name: string): Binding | null {
    const { system, procedure, target } = this.options;
    const key = procedure.id.split('/').at(-1) ?? procedure.id;
    return (
      system?.procedures[key]?.parameters[name] ??
      system?.environments[target.environment]?.parameters[name] ??
      system?.parameters[name] ??
      null
    );
  }

  private async resolve(binding: Binding): Promise<Bound | null> {
    if (typeof binding === 'string') return { value: binding, source: 'steadyhand.yaml' };
    if ('value' in binding) return { value: binding.value, source: 'steadyhand.yaml' };
    if ('output' in binding) {
      const value = this.options.target.outputs[binding.output];
      return value === undefined ? null : { value, source: `stack output ${binding.output}` };
    }
    if (!(await this.bindAll(analyseShell(binding.command).uses.map((use) => use.name)))) return null;
    const value = await this.assign(`$(${binding.command})`, 1);
    // What the AWS CLI prints as text for null.
    return value === null || value === 'None' ? null : { value, source: binding.command };
  }

  private async fromDocument(name: string): Promise<Bound | null> {
    const definition = findDefinition(this.options.runbook, name, this.options.procedure);
    if (!definition || !(await this.bindAll(definition.uses))) return null;
    const value = await this.assign(definition.value, definition.line);
    return value === null ? null : { value, source: `line ${definition.line}` };
  }

  /** What a piece of shell source expands to; read from the session's variables, since its output hides secrets. */
  private async assign(source: string, line: number): Promise<string | null> {
    const { session } = this.options;
    const { exitCode } = await session.run({ stepId: BINDING_STEP, text: `STEADY_VALUE=${source}`, line });
    return exitCode === 0 ? (session.env().STEADY_VALUE ?? null) : null;
  }

  private async bindAll(names: readonly string[]): Promise<boolean> {
    for (const name of names) {
      if ((await this.bind(name)) === null) return false;
    }
    return true;
  }

  private async keep(name: string, { value, source }: Bound): Promise<string | null> {
    if (value === '') return null;
    if (isSecretName(name)) this.options.redactor.add(value);
    const parameter = this.options.runbook.parameters.find((candidate) => candidate.name === name);
    const problem = parameter ? notCalculable(parameter, value) : null;
    if (parameter && problem !== null) {
      throw new SteadyError('PARAMETER_INVALID', {
        text: this.options.redactor.text(`${name}=${value}`),
        reason: `${problem} (${usedAt(this.options, parameter)}; from ${source})`,
      });
    }
    this.values.set(name, value);
    if (/^[A-Za-z_]\w*$/.test(name)) {
      await this.options.session.run({ stepId: BINDING_STEP, text: `export ${name}=${quoteWord(value)}`, line: 1 });
    }
    const { runId, journal, clock, redactor } = this.options;
    const shown = redactor.text(value);
    await journal.append({
      type: 'parameter-bound',
      runId,
      at: clock.now(),
      name,
      value: shown,
      source: redactor.text(source),
    });
    return value;
  }
}
