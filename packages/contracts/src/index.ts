export {
  AGENT_FLAGS,
  AGENT_PAYLOAD,
  type AgentMessage,
  AgentMessageError,
  type AgentMessageType,
  decodeAgentMessage,
  encodeAgentMessage,
} from './agent-message.ts';
export type { Clock } from './clock.ts';
export { type Drill, DrillSchema } from './drill.ts';
export type { ModuleOptions, TrafficOptions } from './drill-module.ts';
export { changesWorld, EFFECTS, type Effect, worstEffect } from './effect.ts';
export { EffectSchema } from './effect-schema.ts';
export { ERRORS, type ErrorCode, SteadyError, type SteadyErrorOptions } from './errors.ts';
export {
  type CommandEdited,
  CommandEditedSchema,
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
export { type Fault, FaultSchema } from './fault.ts';
export type {
  Analysis,
  Call,
  CommandContext,
  CommandHandler,
  CommandResult,
  Handlers,
  JudgeShell,
  ListedFile,
  Preview,
  ProgramGrammar,
  ProgramWords,
  Reconciliation,
  ResourceRef,
  SessionDisk,
  TypedArgument,
} from './handler.ts';
export type { Answer, AskRequest, Host, Watching } from './host.ts';
export type { Journal } from './journal.ts';
export {
  atLeast,
  type Identity,
  IdentitySchema,
  type Person,
  PersonSchema,
  ROLES,
  type Role,
  RoleSchema,
} from './people.ts';
export { PHASES, type Phase } from './phase.ts';
export {
  type Message,
  MessageSchema,
  type Needs,
  NeedsSchema,
  type Order,
  OrderSchema,
  type Question,
  QuestionSchema,
} from './question.ts';
export {
  type AlarmTransition,
  type InjectedFault,
  type RangeControl,
  type RangeDescription,
  RangeDescriptionSchema,
} from './range.ts';
export {
  type DockerAnswer,
  DockerAnswerSchema,
  type DockerImage,
  type DockerRequest,
  DockerRequestSchema,
} from './range-docker.ts';
export {
  type PulumiAnswer,
  PulumiAnswerSchema,
  type PulumiChange,
  type PulumiRequest,
  PulumiRequestSchema,
  type PulumiStack,
} from './range-pulumi.ts';
export {
  BLOCK_LANGUAGES,
  type Block,
  type Diagnostic,
  NOTE_KINDS,
  type Note,
  type Parameter,
  PROCEDURE_KINDS,
  type Procedure,
  type Runbook,
  type RunbookCommand,
  RunbookSchema,
  type Step,
} from './runbook.ts';
export type { ServiceSpec } from './stack/compute.ts';
export { RESOURCE_KINDS, type Ref, ref, type Value } from './stack/values.ts';
export { defineStack, type Stack, type StackInput, StackSchema } from './stack.ts';
export {
  type ApprovalPolicy,
  type Binding,
  type CalendarEntry,
  CalendarEntrySchema,
  type EffectRule,
  EffectRuleSchema,
  type Environment,
  EnvironmentSchema,
  type Limits,
  type Metric,
  type Policy,
  PolicySchema,
  RULES,
  type Rule,
  type System,
  SystemSchema,
} from './system.ts';
export { PROTECTIONS, type Protection, type Target } from './target.ts';
