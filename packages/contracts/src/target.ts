/** Where the commands of a run go: an AWS account and region, or a range. */
export interface Target {
  environment: string;
  kind: 'aws' | 'range';
  protection: Protection;
  account: string;
  region: string;
  /** The range's endpoint; absent for AWS itself. */
  endpoint?: string;
  /** Credentials for a range; in an account the usual chain is used. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Roles that are assumed for commands, by ARN; the caller's own credentials are used where there is none. */
  roles?: { read?: string; change?: string };
  /** Stack outputs by name (`albDnsName`). */
  outputs: Readonly<Record<string, string>>;
  /** PEM certificate of the authority that signs the range's names. */
  ca?: string;
  /**
   * Where a name leads. In a range every name resolves inside the range or not at all (null);
   * in an account names are left as they are.
   */
  resolve(host: string, port: number): { host: string; port: number } | null;
}

export const PROTECTIONS = ['open', 'guarded', 'protected'] as const;
export type Protection = (typeof PROTECTIONS)[number];
