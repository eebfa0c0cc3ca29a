export type ErrorParams = Record<string, string>;

/** A message says what happened and with which value; a hint says what to do. */
export interface ErrorDefinition {
  title: string;
  message: (p: ErrorParams) => string;
  hint: (p: ErrorParams) => string;
  /** Exit code of `steady` (see ARCHITECTURE.md). */
  exitCode: 1 | 2 | 3 | 4 | 5 | 130;
}

/** Keeps the codes as literal types. */
export const define = <const T extends Record<string, ErrorDefinition>>(errors: T): T => errors;
