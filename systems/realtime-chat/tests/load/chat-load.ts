/**
 * Members who chat while the services that carry their chat are replaced. Whatever of the system's promises was broken
 * stands in the report (README.md, "What it promises"); the figures say how well it went otherwise.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ECSClient } from '@aws-sdk/client-ecs';
import type { RangeDescription } from '@steadyhand/contracts';
import { addConversation } from '../chat-client.ts';
import { ChatMember } from './chat-member.ts';
import { judge, type Posted, type Verdict } from './judge.ts';
import { Refusal, repeated } from './repeated.ts';
import { INTERFACES, postBy, readHistory } from './rest.ts';
import { type RollOut, rollOut } from './roll-out.ts';

export interface LoadOptions {
  range: RangeDescription;
  conversations: number;
  membersEach: number;
  postsPerSecond: number;
  /** At least so long; longer when the deployments need it. */
  seconds: number;
}

export interface LoadReport extends Verdict {
  clients: number;
  reconnects: number;
  rollOuts: RollOut[];
  /** From the first post to the last answer. */
  postingSeconds: number;
}

/** Posting goes on until the deployments are over, and they have so long. */
const ROLL_OUT_LIMIT_MS = 60_000;
/** How long before the deployments begin, and how long after the last post members may take to have everything. */
const CALM_MS = 1_500;
const SETTLE_MS = 20_000;
const CONNECTING_AT_ONCE = 20;
/** The firewall counts by address; more than an office's worth of people behind one would be another test. */
const MEMBERS_BEHIND_ADDRESS = 10;

export async function chatLoad(options: LoadOptions): Promise<LoadReport> {
  const { range } = options;
  const host = range.hosts[`${range.outputs.albDnsName}:80`];
  if (!host) throw new Error('the range has no load balancer');
  const baseUrl = `http://${host}`;
  const rooms = await makeRooms(baseUrl, options);
  const members = await connectAll(
    baseUrl,
    rooms.flatMap(({ users }) => users),
  );
  try {
    const deploying = deploy(range);
    const { posts, postingSeconds } = await postUntil(deploying, { ...options, baseUrl, rooms });
    const rollOuts = await deploying;
    await settled(members, posts);
    const stored = new Map(await Promise.all(rooms.map(async ({ id }) => [id, await allStored(baseUrl, id)] as const)));
    return {
      ...judge({ members, posts, stored }),
      clients: members.length,
      reconnects: members.reduce((sum, { readies }) => sum + readies - 1, 0),
      rollOuts,
      postingSeconds,
    };
  } finally {
    for (const member of members) member.close();
  }
}

interface Room {
  id: string;
  users: string[];
}

/** Every user is in one conversation. */
function makeRooms(baseUrl: string, { conversations, membersEach }: LoadOptions): Promise<Room[]> {
  const group = randomUUID().slice(0, 8);
  const names = (room: number) => Array.from({ length: membersEach }, (_, i) => `load-${group}-${room}-${i}`);
  return Promise.all(
    Array.from({ length: conversations }, async (_, room) => ({
      id: await addConversation(baseUrl, `load ${group} ${room}`, names(room)),
      users: names(room),
    })),
  );
}

async function connectAll(baseUrl: string, users: readonly string[]): Promise<ChatMember[]> {
  const members: ChatMember[] = [];
  for (let start = 0; start < users.length; start += CONNECTING_AT_ONCE) {
    const some = users
      .slice(start, start + CONNECTING_AT_ONCE)
      .map((user, i) => new ChatMember({ baseUrl, user, ...addressOf(start + i) }));
    members.push(...some);
    await Promise.all(some.map((member) => member.connected()));
  }
  return members;
}

/** Outside of the blocks that ranges take; elsewhere than on Linux there is one loopback address. */
function addressOf(index: number): { localAddress?: string } {
  if (process.platform !== 'linux') return {};
  return { localAddress: `127.8.0.${1 + Math.floor(index / MEMBERS_BEHIND_ADDRESS)}` };
}

/** Both at once, soon after the beginning. */
async function deploy({ credentials, endpoint, region, outputs }: RangeDescription): Promise<RollOut[]> {
  const ecs = new ECSClient({ credentials, endpoint, region });
  await wait(CALM_MS);
  const services = [outputs.realtimeServiceName, outputs.apiServiceName];
  return Promise.all(
    services.map((service = '') =>
      rollOut(ecs, { cluster: outputs.ecsClusterName ?? '', service, limitMs: ROLL_OUT_LIMIT_MS }),
    ),
  );
}

interface Posting extends LoadOptions {
  baseUrl: string;
  rooms: readonly Room[];
}

/** At a steady rate, whatever becomes of earlier posts. */
async function postUntil(
  deploying: Promise<unknown>,
  { baseUrl, rooms, postsPerSecond, seconds }: Posting,
): Promise<{ posts: Posted[]; postingSeconds: number }> {
  let deployed = false;
  const over = () => {
    deployed = true;
  };
  deploying.then(over, over);
  const posts: Promise<Posted>[] = [];
  const start = performance.now();
  while (!deployed || performance.now() - start < seconds * 1000) {
    const number = posts.length;
    const room = rooms[number % rooms.length];
    const sender = room?.users[Math.floor(number / rooms.length) % room.users.length];
    if (!room || sender === undefined) break;
    posts.push(send(baseUrl, { conversationId: room.id, sender, number }));
    await wait(Math.max(0, start + (posts.length * 1000) / postsPerSecond - performance.now()));
  }
  const answered = await Promise.all(posts);
  return { posts: answered, postingSeconds: (performance.now() - start) / 1000 };
}

/** Every third over GraphQL. */
async function send(
  baseUrl: string,
  { number, ...place }: { conversationId: string; sender: string; number: number },
): Promise<Posted> {
  const by = INTERFACES[number % 3 === 2 ? 1 : 0];
  const post = { id: randomUUID(), body: `Message ${number + 1}`, ...place };
  const at = performance.now();
  try {
    const { value, failures } = await repeated(() => postBy(by, baseUrl, post));
    return { ...post, by, at, failures, answer: value };
  } catch (error) {
    return { ...post, by, at, failures: 0, answer: error instanceof Refusal ? error : new Error(String(error)) };
  }
}

/** Resolves when every member is connected and has all that was accepted, or has had enough time for it. */
async function settled(members: readonly ChatMember[], posts: readonly Posted[]): Promise<void> {
  const last = new Map<string, number>();
  for (const { conversationId, answer } of posts) {
    if (!(answer instanceof Error)) last.set(conversationId, Math.max(answer.seq, last.get(conversationId) ?? 0));
  }
  const isComplete = ({ isConnected, views }: ChatMember) =>
    isConnected && [...views].every(([id, { arrivedUpTo }]) => arrivedUpTo >= (last.get(id) ?? 0));
  const deadline = performance.now() + SETTLE_MS;
  while (!members.every(isComplete) && performance.now() < deadline) await wait(50);
}

/** All of a conversation, read over REST page by page. */
async function allStored(baseUrl: string, conversationId: string) {
  const messages = [];
  for (;;) {
    const page = await readHistory(baseUrl, conversationId, messages.at(-1)?.seq ?? 0);
    messages.push(...page.messages);
    if (page.messages.length === 0) return { messages, lastSeq: page.lastSeq };
  }
}
