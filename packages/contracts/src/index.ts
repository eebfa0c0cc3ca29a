export type { Clock } from './clock.ts';
export { changesWorld, EFFECTS, type Effect, EffectSchema, worstEffect } from './effect.ts';
export { ERRORS, type ErrorCode, SteadyError, type SteadyErrorOptions } from './errors.ts';
export {
  type CommandIntent,
  CommandIntentSchema,
  type CommandOutcome,
  CommandOutcomeSchema,
  type CommandReconciled,
  CommandReconciledSchema,
  RECONCILE_DECISIONS,
  type RunEvent,
  RunEventSchema,
  VERDICTS,
  type Verdict,
} from './events.ts';
export type {
  Analysis,
  Call,
  CommandContext,
  CommandHandler,
  CommandResult,
  Handlers,
  JudgeShell,
  ProgramGrammar,
  Reconciliation,
  ResourceRef,
  TypedArgument,
} from './handler.ts';
export type { Answer, ApprovalRequest, AskRequest, Host, ParameterRequest, PersonRequest } from './host.ts';
export type { Journal } from './journal.ts';
export {
  type AlarmTransition,
  type InjectedFault,
  type RangeControl,
  type RangeDescription,
  RangeDescriptionSchema,
} from './range.ts';
export {
  BLOCK_LANGUAGES,
  type Block,
  type Diagnostic,
  NOTE_KINDS,
  type Note,
  type Parameter,
  PHASES,
  type Phase,
  PROCEDURE_KINDS,
  type Procedure,
  type Runbook,
  type RunbookCommand,
  RunbookSchema,
  type Step,
} from './runbook.ts';
export {
  defineStack,
  RESOURCE_KINDS,
  type Ref,
  ref,
  type ServiceSpec,
  type Stack,
  type StackInput,
  StackSchema,
  type Value,
} from './stack.ts';
export {
  type Binding,
  type Drill,
  DrillSchema,
  type Environment,
  EnvironmentSchema,
  type Fault,
  FaultSchema,
  type Policy,
  PolicySchema,
  type System,
  SystemSchema,
} from './system.ts';
export { PROTECTIONS, type Protection, type Target } from './target.ts';
