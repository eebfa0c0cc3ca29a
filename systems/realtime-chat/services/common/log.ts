/** One JSON object a line on standard output; the log group stamps each line with its time. */

export type Fields = Record<string, unknown>;

export interface Logger {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  /** The message begins with the word ERROR, so that a plain filter pattern finds it. */
  error(message: string, fields?: Fields): void;
}

export function createLogger(service: string): Logger {
  const write = (level: string, message: string, fields: Fields = {}) => {
    process.stdout.write(`${JSON.stringify({ level, service, message, ...fields })}\n`);
  };
  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', `ERROR ${message}`, fields),
  };
}

/** Why something failed, in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const code = 'code' in error && typeof error.code === 'string' ? ` [${error.code}]` : '';
  return `${error.message || error.name}${code}${cause}`;
}
