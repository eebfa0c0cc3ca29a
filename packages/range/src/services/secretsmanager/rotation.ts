/** How the password that a secret of the stack holds is changed where it is asked for. */
export interface Rotation {
  /** Names of the secrets that hold it. */
  readonly holders: readonly string[];
  newPassword(): string;
  /** What a holder says when this is the password. */
  textWith(name: string, password: string): string;
  underWay(): boolean;
  /** Makes the password valid, and resolves when it is. */
  run(password: string): Promise<void>;
}
