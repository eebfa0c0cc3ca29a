import type { Procedure, Runbook } from '@steadyhand/contracts';

/** A part of the runbook that one shell runs. */
export interface Part {
  name: string;
  /** Key of the procedure's own parameters in steadyhand.yaml. */
  key: string;
  shell: string;
  /** Its AWS commands as the document has them. */
  commands: { line: number; operation: string }[];
}

/** What makes the condition hold on which a step stands, by the operation with which the step begins. */
const PREPARATIONS: Readonly<Record<string, string>> = {
  // "If WAF blocks clients of ours": one that asks more often than it may.
  'wafv2 update-ip-set':
    'command -p curl -s -o /dev/null --interface 127.8.1.1 "http://$LOAD_BALANCER/socket.io/none?[1-2050]"; sleep 2',
  // "If the rule is missing"
  'ec2 authorize-security-group-ingress':
    'aws ec2 revoke-security-group-ingress --group-id $REDIS_SECURITY_GROUP --protocol tcp --port 6379 --source-group $TASKS_SECURITY_GROUP',
};

/** After these, names and databases are others than before. */
const RECOVERY = 'disaster-recovery/';

type Block = Procedure['steps'][number]['blocks'][number] & Pick<Part, 'commands'> & { destroys: boolean };

/**
 * The runbook in an order that leaves to later parts what they need: everything in the document's order, then what destroys,
 * then recovery to a moment, which replaces a database here, and at last recovery elsewhere.
 */
export function partsOf({ procedures }: Runbook): Part[] {
  const all = procedures.map((procedure) => ({ procedure, blocks: blocksOf(procedure) }));
  const isRecovery = ({ procedure }: (typeof all)[number]) => procedure.id.startsWith(RECOVERY);
  const usual = all.filter((one) => !isRecovery(one));
  const recovery = all.filter(isRecovery);
  const part = ({ procedure, blocks }: (typeof all)[number], destroying?: boolean): Part => {
    const taken = blocks.filter(({ destroys }) => destroying === undefined || destroys === destroying);
    return {
      name: procedure.id,
      key: procedure.id.split('/').at(-1) ?? procedure.id,
      shell: taken.map(shellOf).join('\n'),
      commands: taken.flatMap(({ commands }) => commands),
    };
  };
  const here = (one: (typeof all)[number]) => one.procedure.id.includes('point-in-time');
  return [
    ...usual.map((one) => part(one, false)),
    ...usual.map((one) => part(one, true)),
    ...recovery.filter(here).map((one) => part(one)),
    ...recovery.filter((one) => !here(one)).map((one) => part(one)),
  ].filter(({ shell }) => shell !== '');
}

function blocksOf({ steps }: Procedure): Block[] {
  return steps.flatMap(({ blocks, commands }) =>
    blocks
      .filter(({ language, inside }) => language === 'shell' && inside === undefined)
      .map((block) => {
        const own = commands.filter(({ line }) => line >= block.line && line <= block.endLine);
        const aws = own.filter(({ program }) => program === 'aws');
        return {
          ...block,
          commands: aws.map(({ line, operation }) => ({ line, operation: operation ?? '' })),
          destroys: own.some(({ effect, program }) => program === 'aws' && effect === 'destroy'),
        };
      }),
  );
}

function shellOf({ text, commands }: Block): string {
  const before = commands.flatMap(({ operation }) => PREPARATIONS[operation] ?? []);
  return [...before, text].join('\n');
}
