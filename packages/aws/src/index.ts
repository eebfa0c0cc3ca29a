export {
  type AgentMessage,
  AgentMessageError,
  type AgentMessageType,
  decodeAgentMessage,
  encodeAgentMessage,
  FLAGS,
  PAYLOAD,
} from './custom/session/agent-message.ts';
export { type AwsHandlerOptions, createAwsHandler } from './handler.ts';
export { installedOptions } from './installed/runner.ts';
export { type ProcessIo, runAws } from './run.ts';
