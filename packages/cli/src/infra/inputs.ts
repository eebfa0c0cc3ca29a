import type { Stack } from '@steadyhand/contracts';
import { otherRegions } from './facts/regions.ts';

/** What a stack does not say and an export therefore asks for. */
export interface Input {
  /** `private-subnet-ids`; each tool writes it in its own way. */
  name: string;
  description: string;
  type: 'text' | 'vpc' | 'subnets';
  secret?: true;
  default?: string;
  /** Regular expression of the values that will do. */
  pattern?: string;
}

/** What the account has before the stack is there. */
const GIVEN: readonly Input[] = [
  { name: 'vpc-id', type: 'vpc', description: 'VPC that the system goes into' },
  { name: 'public-subnet-ids', type: 'subnets', description: 'Subnets of the load balancers, in two zones at least' },
  {
    name: 'private-subnet-ids',
    type: 'subnets',
    description: 'Subnets of tasks, databases and caches, in two zones at least, from which the images can be reached',
  },
  { name: 'certificate-arn', type: 'text', description: 'Certificate of the HTTPS listeners, in ACM' },
  {
    name: 'execution-role-arn',
    type: 'text',
    description: 'Role with which ECS pulls images, writes logs and reads the secrets of the tasks',
  },
  { name: 'task-role-arn', type: 'text', description: 'Role of the programs in the tasks' },
  { name: 'proxy-role-arn', type: 'text', description: 'Role with which RDS Proxy reads the secret of its database' },
  { name: 'backup-role-arn', type: 'text', description: 'Role with which AWS Backup backs up databases' },
  { name: 'image-tag', type: 'text', description: 'Tag of the images that run first', default: '1' },
];

/** They become part of URLs, and ElastiCache takes few signs and no fewer than 16 of them in an AUTH token. */
const IN_URLS = '^[A-Za-z0-9-]{16,128}$';

/** Everything that an export of this stack may ask for; only what it mentions is written. */
export function inputsOf(stack: Stack): Input[] {
  const authSecrets = new Set(stack.caches.map(({ authSecret }) => authSecret));
  return [
    ...GIVEN,
    ...stack.databases.map(
      ({ id, identifier }): Input => ({
        ...secretInput(`database-${id}-password`, `Password of the database ${identifier}`),
        pattern: IN_URLS,
      }),
    ),
    ...stack.secrets.map(
      ({ id, name }): Input => ({
        ...secretInput(`${id}-value`, `Value of the secret ${name}`),
        ...(authSecrets.has(id) && { pattern: IN_URLS }),
      }),
    ),
    ...stack.dependencies.map(
      ({ id, host }): Input => ({
        name: `${id}-url`,
        type: 'text',
        description: `Where the tasks reach ${id}`,
        default: `https://${host}`,
      }),
    ),
    ...stack.services.map(
      ({ id, name }): Input => ({ name: `${id}-image`, type: 'text', description: `Image of ${name}, with its tag` }),
    ),
    ...otherRegions(stack).map(
      (region): Input => ({
        name: `${region}-subnet-ids`,
        type: 'subnets',
        description: `Subnets in ${region}, in two zones at least, for databases that are restored there`,
      }),
    ),
  ];
}

function secretInput(name: string, description: string): Input {
  return { name, type: 'text', description, secret: true };
}
