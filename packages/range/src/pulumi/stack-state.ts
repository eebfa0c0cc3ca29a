/** A stack of Pulumi: its configuration, and where it is deployed. */
export interface StackState {
  readonly name: string;
  /** By whole key: `aws:region`. */
  readonly config: Map<string, string>;
  /** Null until it is deployed. */
  region: string | null;
}
