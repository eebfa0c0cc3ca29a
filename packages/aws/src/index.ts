export { type AwsHandlerOptions, createAwsHandler } from './handler.ts';
export { installedOptions } from './installed/runner.ts';
export { type ProcessIo, runAws } from './run.ts';
