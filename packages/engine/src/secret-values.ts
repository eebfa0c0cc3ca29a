/** Which values of parameters are secrets: these are used, and never kept. */
import type { Answer, Binding, Question, System } from '@steadyhand/contracts';
import { createRedactor } from '@steadyhand/shell';

/** `DB_PASSWORD`, `CRON_SECRET`, `API_KEY`; `<db-pass>`; not `S3_KEY`, `NEXT_TOKEN`. */
const SECRET_NAME =
  /(?:(?:^|_)(?:pass|pwd|auth)|passw(?:or)?d|passphrase|secret|credentials?|(?:api|access|auth|private|signing|encryption)_?key|(?<!next_?)token)$/i;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(/[\s.-]+/g, '_'));
}

/** By its name, or because of what stands in it: a password in a URL, a key of a known shape. */
export function isSecretValue(name: string, value: string): boolean {
  return isSecretName(name) || createRedactor().text(value) !== value;
}

/** The values that may be kept with a run, and those that only the process has in which they were given. */
export function splitSecrets(params: Readonly<Record<string, string>>) {
  const entries = Object.entries(params);
  const secrets = Object.fromEntries(entries.filter(([name, value]) => isSecretValue(name, value)));
  return { params: Object.fromEntries(entries.filter(([name]) => !(name in secrets))), secrets };
}

/** Whether what was said must not be kept. The end of an input says nothing. */
export function isSecretAnswer(question: Question, { value, end }: { value: string; end?: true | undefined }): boolean {
  if (question.kind === 'input') return !end && (question.isSecret || isSecretValue(question.name, value));
  return question.kind === 'parameter' && isSecretValue(question.name, value);
}

/** Whether an answer may not be sent as a message, since messages are kept as they are. */
export function answerHoldsSecret(
  question: Question,
  { value, argv = [], end }: Pick<Answer, 'value' | 'argv' | 'end'>,
): boolean {
  if (question.kind === 'parameter' || question.kind === 'input') return isSecretAnswer(question, { value, end });
  const program = 'command' in question ? question.command.split(' ', 1)[0] : undefined;
  const shown = createRedactor().argv(program ?? '', argv);
  return shown.some((word, i) => word !== argv[i]);
}

type Bindings = System['parameters'];

/** A system as it is kept with a run: what binds a secret is left out. */
export function withoutSecretBindings(system: System): System {
  return mapBindings(system, (bindings) => select(bindings, (name, binding) => !bindsSecret(name, binding)));
}

/** With what binds a secret in another, which was not kept. */
export function withSecretBindings(kept: System, own: System): System {
  return mapBindings(kept, (bindings, of) => ({ ...select(of(own) ?? {}, bindsSecret), ...bindings }));
}

/** `of` finds the bindings of the same place in another system. */
type Change = (bindings: Bindings, of: (system: System) => Bindings | undefined) => Bindings;

function mapBindings(system: System, change: Change): System {
  const environments = Object.entries(system.environments).map(([name, environment]) => {
    const parameters = change(environment.parameters, (other) => other.environments[name]?.parameters);
    const outputs = change(
      environment.outputs,
      (other) => other.environments[name]?.outputs,
    ) as typeof environment.outputs;
    return [name, { ...environment, parameters, outputs }] as const;
  });
  const procedures = Object.entries(system.procedures).map(([name, { parameters }]) => {
    return [name, { parameters: change(parameters, (other) => other.procedures[name]?.parameters) }] as const;
  });
  return {
    ...system,
    environments: Object.fromEntries(environments),
    procedures: Object.fromEntries(procedures),
    parameters: change(system.parameters, (other) => other.parameters),
  };
}

function select(bindings: Bindings, keeps: (name: string, binding: Binding) => boolean): Bindings {
  return Object.fromEntries(Object.entries(bindings).filter(([name, binding]) => keeps(name, binding)));
}

/** An output is named, and its value stands elsewhere; a command is one by what stands in it. */
function bindsSecret(name: string, binding: Binding): boolean {
  if (typeof binding === 'string') return isSecretValue(name, binding);
  if ('value' in binding) return isSecretValue(name, binding.value);
  return 'command' in binding && isSecretValue('', binding.command);
}
