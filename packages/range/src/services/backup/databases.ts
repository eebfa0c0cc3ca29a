import type { Instances } from '../rds/instances.ts';
import type { BackedUpDatabases } from './world.ts';

/** The DB instances of a region, as AWS Backup sees them. */
export function backedUpDatabases(instances: Instances): BackedUpDatabases {
  return {
    find(arn) {
      const found = instances.all().find((instance) => instance.arn === arn);
      return found?.status === 'available' ? found.spec : undefined;
    },
    backUp: (identifier, folder) => instances.backUp(identifier, folder),
    restore: (database, backup) => instances.restore(database, backup),
  };
}
