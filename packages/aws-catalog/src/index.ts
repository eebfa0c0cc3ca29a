export { CUSTOM_COMMANDS, type CustomCommand } from './custom-commands.ts';
export { EFFECT_OVERRIDES, type EffectRule } from './effect-overrides.ts';
export {
  type AcceptorModel,
  type ExecutionTables,
  loadExecution,
  type PaginatorModel,
  type WaiterModel,
} from './execution.ts';
export { GLOBAL_FLAGS, generalFlags } from './global-options.ts';
export { type AwsGrammarOptions, awsGrammar, createAwsGrammar } from './grammar.ts';
export { type InputMember, type InputShape, inputShape } from './inputs.ts';
export { kebab } from './kebab.ts';
export { LISTERS, lister, NOT_LISTED } from './listers.ts';
export { LIVE_VALUES, type LiveValue, liveValue } from './live-values.ts';
export type { GivenOption, Word } from './options.ts';
export { type ParsedCommand, parseCommand } from './parse-command.ts';
export { resourceType } from './resource-types.ts';
export { type Flag, type FlagKind, loadService, type Operation, type Service, serviceNames } from './service.ts';
