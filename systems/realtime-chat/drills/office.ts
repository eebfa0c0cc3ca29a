/** Many clients behind one address, which ask for a socket as often as it takes for the firewall to notice. */
import { get } from 'node:http';
import type { ModuleOptions, TrafficOptions } from '@steadyhand/contracts';

/** The office's address; the load balancer sees it as the client's. */
const OFFICE = '127.0.0.2';

export async function traffic({ count, concurrency, signal, ...options }: TrafficOptions): Promise<void> {
  let left = count;
  const poll = async () => {
    while (left-- > 0 && !signal.aborted) await statusOf(options);
  };
  await Promise.all(Array.from({ length: concurrency }, poll));
}

/** How many of ten requests are let in. */
export async function count(options: ModuleOptions): Promise<number> {
  const statuses = await Promise.all(Array.from({ length: 10 }, () => statusOf(options)));
  return statuses.filter((status) => status === 200).length;
}

function statusOf({ locate, outputs }: Pick<ModuleOptions, 'locate' | 'outputs'>): Promise<number> {
  const place = locate(outputs.albDnsName ?? '', 80);
  if (!place) throw new Error('the range has no load balancer');
  return new Promise((resolve, reject) => {
    const request = get({ ...place, path: '/socket.io/?EIO=4&transport=polling', localAddress: OFFICE, agent: false });
    request.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
  });
}
