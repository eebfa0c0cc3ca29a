export { createAwsHandler } from './handler.ts';
export { type ProcessIo, runAws } from './run.ts';
