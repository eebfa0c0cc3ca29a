/**
 * Members of realtime-chat who go on chatting, through the load balancer, while every task of realtime and api is replaced;
 * ends with 1 when one accepted message was lost, doubled, out of order, or not delivered.
 *
 * What it does not measure: networks and browsers (all members are one process on this machine), and deployments at the
 * speed of AWS, where starting a task takes a minute and more.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chatLoad, type LoadReport } from '../systems/realtime-chat/tests/load/chat-load.ts';
import { startOwnRange } from './own-range.ts';

const LOAD = { conversations: 10, membersEach: 20, postsPerSecond: 40, seconds: 20 };

export async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'steady-bench-'));
  await chmod(folder, 0o755);
  const range = await startOwnRange(folder);
  try {
    const load = (loadavg()[0] ?? 0).toFixed(1);
    console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${load}\n`);
    const started = performance.now();
    const report = await chatLoad({ ...LOAD, range: range.description });
    print(report, (performance.now() - started) / 1000);
    if (report.broken.length > 0) process.exitCode = 1;
  } finally {
    await range.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function print(report: LoadReport, seconds: number): void {
  const { latency, rollOuts, broken } = report;
  const show = (what: string, figure: string | number) => console.log(`${what.padEnd(58)} ${figure}`);
  const count = (number: number) => number.toLocaleString('en');
  show('clients', `${report.clients} in ${LOAD.conversations} conversations`);
  show('messages posted', `${count(report.posted)}, of them ${count(report.postedByGraphql)} over GraphQL`);
  show('acknowledged', count(report.acknowledged));
  show('failed at first, and repeated under the same id', count(report.repeated));
  show('deliveries owed to other members', count(report.toDeliver));
  show('delivered', `${count(report.delivered)}, of them ${count(report.deliveredBySocket)} by socket, the rest read`);
  show('events for a message that had come before', count(report.heardAgain));
  show('reconnects', count(report.reconnects));
  for (const { service, seconds } of rollOuts) show(`deployment of ${service}`, `${seconds.toFixed(1)} s`);
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  show('delivery latency', `p50 ${ms(latency.p50)}, p95 ${ms(latency.p95)}, longest ${ms(latency.max)}`);
  show('posting, and all of it', `${report.postingSeconds.toFixed(1)} s, ${seconds.toFixed(1)} s`);
  show('promises broken', count(broken.length));
  for (const what of broken.slice(0, 20)) console.log(`  ${what}`);
}
