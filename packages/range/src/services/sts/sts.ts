import type { Handlers, RangeService } from '../../wire/service.ts';

/** Every caller is the same user of the range's account. */
export function createSts(): { service: RangeService } {
  const handlers: Handlers<typeof import('@aws-sdk/client-sts')> = {
    GetCallerIdentity: (_input, { account }) => ({
      UserId: 'AIDARANGEUSER00000000',
      Account: account,
      Arn: `arn:aws:iam::${account}:user/range`,
    }),
  };
  return { service: { client: 'sts', load: () => import('@aws-sdk/client-sts'), handlers } };
}
