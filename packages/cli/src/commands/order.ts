import { atLeast, type RunEvent, SteadyError } from '@steadyhand/contracts';
import { orderParked, type RunStatus, roleOf, withoutSecretShapes } from '@steadyhand/engine';
import type { Caller } from '../caller.ts';
import { isInteractive, isPromptLeft, promptContext } from '../interactive.ts';
import { workerName } from '../live-view.ts';
import { peopleOf } from '../open-question.ts';
import type { OpenRecord } from '../record.ts';
import { styleFor } from '../render/style.ts';
import { type RollbackOffer, rollbackCommand, rollbackOffers } from '../rollback.ts';
import { callerFor } from '../send-answer.ts';
import { wallClock } from '../wall-clock.ts';
import { withRecord } from '../with-record.ts';
import { runCommand } from './run.ts';

export interface OrderOptions {
  reason?: string;
  json?: boolean;
}

type Kind = 'pause' | 'cancel';

/** For so long it is waited until whoever holds the run has taken the order. */
const TAKEN_WITHIN_MS = 15_000;
const POLL_MS = 250;

/** Pauses or cancels a run, wherever it is; after a cancel its rollback is offered. */
export async function orderCommand(runId: string, kind: Kind, options: OrderOptions): Promise<number> {
  const { offers, environment } = await withRecord(async (record) => {
    const { status, by } = await giveOrder(record, runId, { kind, reason: withoutSecretShapes(options.reason ?? '') });
    const run = await record.store.run(runId);
    const offers =
      kind === 'cancel' && status === 'cancelled' ? await rollbackOffers(run, await record.store.events(runId)) : [];
    show(
      { runId, kind, status, by, rollback: offers.map((offer) => rollbackCommand(offer, run.environment)) },
      options,
    );
    return { offers, environment: run.environment };
  });
  const chosen = isInteractive(options) ? await chooseRollback(offers) : null;
  if (!chosen) return 0;
  const { reference, params, phases } = chosen;
  return runCommand(reference, { env: environment, param: { ...params }, ...(phases ? { phase: [...phases] } : {}) });
}

interface Given {
  /** Of the run, as far as it is known after the order. */
  status: RunStatus;
  by: string;
}

async function giveOrder(
  record: OpenRecord,
  runId: string,
  { kind, reason }: { kind: Kind; reason: string },
): Promise<Given> {
  const { store } = record;
  const run = await store.run(runId);
  const caller = await callerFor(run);
  const { identity } = caller;
  const role = roleOf(identity, caller.publicKey, peopleOf(run));
  if (!atLeast(role, 'responder'))
    throw new SteadyError('ROLE_TOO_LOW', { name: identity.name, role, what: `to ${kind} a run`, needed: 'responder' });
  const parked = { order: kind, by: identity, reason, worker: workerName(), wall: wallClock };
  if (await orderParked(store, runId, parked))
    return { status: kind === 'pause' ? 'paused' : 'cancelled', by: identity.name };
  return { status: await sendOrder(record, runId, { kind, reason, caller }), by: identity.name };
}

/** To a run that somebody carries out: waits until it shows there. */
async function sendOrder(
  { store }: OpenRecord,
  runId: string,
  { kind, reason, caller }: { kind: Kind; reason: string; caller: Caller },
): Promise<RunStatus> {
  const message = caller.message(runId, { kind, reason });
  await store.send(message);
  const until = wallClock.now() + TAKEN_WITHIN_MS;
  for (let seq = -1; wallClock.now() < until; await wallClock.sleep(POLL_MS)) {
    const fresh = await store.eventsAfter(runId, seq);
    seq = fresh.at(-1)?.seq ?? seq;
    checkTaken(
      fresh.map(({ event }) => event),
      message.id,
    );
    const { status } = await store.run(runId);
    if (status !== 'running' && status !== 'ready') return status;
  }
  return 'running';
}

function checkTaken(events: readonly RunEvent[], messageId: string): void {
  const rejected = events.find((event) => event.type === 'message-rejected' && event.messageId === messageId);
  if (rejected?.type === 'message-rejected')
    throw new SteadyError('ANSWER_INVALID', { by: rejected.by, reason: rejected.reason });
}

interface Shown extends Given {
  runId: string;
  kind: Kind;
  rollback: string[];
}

function show({ runId, kind, status, by, rollback }: Shown, { json }: OrderOptions): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ runId, status, by, rollback }, null, 2)}\n`);
    return;
  }
  const style = styleFor(process.stdout);
  const lines = [resultOf({ runId, kind, status, by })];
  if (rollback.length > 0)
    lines.push('It had changed something. To take that back:', ...rollback.map((line) => `  ${style.bold(line)}`));
  process.stdout.write(`${lines.join('\n')}\n`);
}

function resultOf({ runId, kind, status, by }: Omit<Shown, 'rollback'>): string {
  if (status === 'running' || status === 'ready')
    return `Run ${runId} has the order of ${by} and has not come to it: a change that is under way ends first. steady run ${runId} --attach shows it.`;
  const wanted = kind === 'pause' ? 'paused' : 'cancelled';
  if (status !== wanted) return `Run ${runId} was ${status} before the order of ${by} reached it.`;
  return kind === 'pause'
    ? `Run ${runId} is paused. steady resume ${runId} lets it go on.`
    : `Run ${runId} is cancelled.`;
}

/** Null where none is wanted. */
async function chooseRollback(offers: readonly RollbackOffer[]): Promise<RollbackOffer | null> {
  if (offers.length === 0) return null;
  const { select } = await import('@inquirer/prompts');
  const none = { value: -1, name: 'nothing more' };
  const choices = [none, ...offers.map(({ text }, value) => ({ value, name: text }))];
  try {
    const value = await select({ message: 'Start one of them now?', choices, default: -1 }, promptContext());
    return offers[value] ?? null;
  } catch (error) {
    if (isPromptLeft(error)) return null;
    throw error;
  }
}
