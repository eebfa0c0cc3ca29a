/** Messages, and then a backup that holds them, copied into the other region's vault. */
import {
  BackupClient,
  DescribeBackupJobCommand,
  DescribeCopyJobCommand,
  StartBackupJobCommand,
  StartCopyJobCommand,
} from '@aws-sdk/client-backup';
import type { ModuleOptions, TrafficOptions } from '@steadyhand/contracts';
import { traffic as post } from './history.ts';

export async function traffic(options: TrafficOptions): Promise<void> {
  const { outputs, attribute, clock, signal } = options;
  await post(options);
  const backup = new BackupClient({
    endpoint: new URL(outputs.pushQueueUrl ?? '').origin,
    region: 'us-east-1',
    credentials: { accessKeyId: 'range', secretAccessKey: 'range' },
  });
  const vault = attribute('backupVault', 'main', 'name');
  const role = 'arn:aws:iam::000000000000:role/service-role/AWSBackupDefaultServiceRole';
  const completed = async (look: () => Promise<string | undefined>) => {
    while ((await look()) !== 'COMPLETED') await clock.sleep(2000, signal);
  };
  const { BackupJobId } = await backup.send(
    new StartBackupJobCommand({
      BackupVaultName: vault,
      ResourceArn: attribute('database', 'main', 'arn'),
      IamRoleArn: role,
    }),
  );
  const job = new DescribeBackupJobCommand({ BackupJobId });
  await completed(async () => (await backup.send(job)).State);
  const { RecoveryPointArn } = await backup.send(job);
  const { CopyJobId } = await backup.send(
    new StartCopyJobCommand({
      RecoveryPointArn,
      SourceBackupVaultName: vault,
      DestinationBackupVaultArn: attribute('backupVault', 'recovery', 'arn'),
      IamRoleArn: role,
    }),
  );
  await completed(async () => (await backup.send(new DescribeCopyJobCommand({ CopyJobId }))).CopyJob?.State);
}

/** Messages of all conversations, as a client sees them that goes by the system's name. */
export async function count({ outputs, fetch }: ModuleOptions): Promise<number> {
  const response = await fetch(`http://${outputs.dnsName}/api/conversations?limit=100`);
  const { conversations } = (await response.json()) as { conversations: { lastSeq: number }[] };
  return conversations.reduce((sum, { lastSeq }) => sum + lastSeq, 0);
}
