/** When `s3 sync` carries an object over, after awscli/customizations/s3/syncstrategy/base.py (Apache-2.0). */
interface Version {
  size: number;
  modified: number;
}

export interface SyncRules {
  sizeOnly: boolean;
  /** Of a download, any other time counts. */
  exactTimes: boolean;
  download: boolean;
}

export function needsSync(source: Version | null, target: Version | null, rules: SyncRules): boolean {
  if (!source || !target || source.size !== target.size) return true;
  if (rules.sizeOnly) return false;
  const newer = target.modified - source.modified;
  if (!rules.download) return newer < 0;
  return rules.exactTimes ? newer !== 0 : newer > 0;
}
