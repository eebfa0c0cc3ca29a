import { commandsBefore } from '../check/around.ts';
import { awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import { wordPlace } from '../check/word-place.ts';
import type { Rule } from './rule.ts';

interface Replacement {
  option: string;
  what: string;
  /** The operation that shows what there is. */
  read: string;
}

/** Writes of which the API reference says that what is not given again is removed. */
const REPLACEMENTS: Readonly<Record<string, Replacement>> = {
  'wafv2 update-ip-set': { option: 'addresses', what: 'every address of the set', read: 'wafv2 get-ip-set' },
  'wafv2 update-regex-pattern-set': {
    option: 'regular-expression-list',
    what: 'every pattern of the set',
    read: 'wafv2 get-regex-pattern-set',
  },
  'lambda update-function-configuration': {
    option: 'environment',
    what: "all of the function's environment variables",
    read: 'lambda get-function-configuration',
  },
  'elbv2 set-security-groups': {
    option: 'security-groups',
    what: "all of the load balancer's security groups",
    read: 'elbv2 describe-load-balancers',
  },
  'ec2 modify-instance-attribute': {
    option: 'groups',
    what: "all of the instance's security groups",
    read: 'ec2 describe-instances',
  },
  's3api put-bucket-lifecycle-configuration': {
    option: 'lifecycle-configuration',
    what: "all of the bucket's lifecycle rules",
    read: 's3api get-bucket-lifecycle-configuration',
  },
};

const BLOCK = 'aws wafv2 update-ip-set --name blocked --scope REGIONAL --id $ID --lock-token $TOKEN --addresses';

export const wholeListReplaced: Rule = {
  id: 'whole-list-replaced',
  severity: 'warning',
  title: 'A write that was meant to add one item replaces the whole list.',
  why: 'Blocking one address lets every other one in again, and nothing says so.',
  example: {
    bad: exampleOf(`${BLOCK} 192.0.2.1/32`),
    good: exampleOf(
      `KEPT=$(aws wafv2 get-ip-set --name blocked --scope REGIONAL --id $ID --query IPSet.Addresses --output text)\n${BLOCK} $KEPT 192.0.2.1/32`,
    ),
  },
  *check(context) {
    for (const { place, name, value } of awsLines(context)) {
      const found = Object.hasOwn(REPLACEMENTS, name) ? REPLACEMENTS[name] : undefined;
      const given = found === undefined ? undefined : value(found.option);
      if (found === undefined || given === undefined || given.startsWith('file://')) continue;
      if (commandsBefore(context, place).some(({ argv }) => argv.join(' ').includes(found.read))) continue;
      yield {
        ...wordPlace(context, place, `--${found.option}`),
        message: `"aws ${name}" replaces ${found.what}: what is not given again is removed.`,
        hint: `Read what there is first (aws ${found.read}), and give it again with the new item.`,
      };
    }
  },
};
