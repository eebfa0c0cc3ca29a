/** What rules need to know of the world outside the document; handed in, so that this package stays without it. */
export interface Knowledge {
  aws: AwsKnowledge;
  /** Problem of a SQL text, or null when it parses. */
  sqlProblem(sql: string): string | null;
  /** Problem of a JMESPath expression, or null when it compiles. */
  jmespathProblem(expression: string): string | null;
  /** Whether a path that the document names exists, relative to the document; null when the document has no place. */
  fileExists(path: string): boolean | null;
}

export interface AwsKnowledge {
  /** Problems of one `aws` command line, offline: unknown service, operation, flag, value; missing required flags. */
  problems(argv: readonly string[], unresolved: ReadonlySet<number>): readonly AwsProblem[];
}

export interface AwsProblem {
  kind: 'service' | 'operation' | 'flag' | 'flag-prefix' | 'required' | 'enum' | 'value';
  message: string;
  hint?: string;
  /** The part of the command line that is at fault, as written there; absent where something is missing. */
  word?: string;
}
