/**
 * What a fault makes a task suffer, told by process message: an event loop that is held up, and a processor that is busy
 * with something else. Each ends with a message that says 0.
 */
import { Worker } from 'node:worker_threads';

export interface Strain {
  /** Every turn of the event loop takes this much longer; as before when left out. */
  lagMs?: number;
  /** Processor time that is burnt, in cores; as before when left out. */
  burnCores?: number;
}

/** Between two blocks, so that the program goes on, slowly. */
const TURN_MS = 20;

/**
 * Works while the process has used less than its share, and sleeps while it has used more: what counts is processor time,
 * of which a busy machine gives less than the wall's. What could not be had in a second is not made up for.
 */
const BURN = `
const { workerData: cores } = require('node:worker_threads');
const cell = new Int32Array(new SharedArrayBuffer(4));
const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
let before = { at: performance.now(), used: used() };
let owed = 0;
for (;;) {
  const now = { at: performance.now(), used: used() };
  owed = Math.min(1000, owed + cores * (now.at - before.at) - (now.used - before.used));
  before = now;
  if (owed <= 0) Atomics.wait(cell, 0, 0, 10);
  else while (performance.now() < now.at + 5);
}`;

export function obeyStrain(): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  let lagMs = 0;
  let burning: Worker[] = [];
  const block = () => {
    if (lagMs === 0) return;
    Atomics.wait(cell, 0, 0, lagMs);
    setTimeout(block, TURN_MS);
  };
  process.on('message', (message) => {
    const strain = strainOf(message);
    if (!strain) return;
    const wasHeldUp = lagMs > 0;
    lagMs = strain.lagMs ?? lagMs;
    if (lagMs > 0 && !wasHeldUp) setTimeout(block, TURN_MS);
    if (strain.burnCores === undefined) return;
    for (const worker of burning) void worker.terminate();
    const { burnCores } = strain;
    burning = Array.from({ length: Math.ceil(burnCores) }, () => burn(burnCores));
  });
}

function strainOf(message: unknown): Strain | null {
  if (typeof message !== 'object' || message === null || !('steadyStrain' in message)) return null;
  return message.steadyStrain as Strain;
}

/** A thread can use one core at most, so there are as many as it takes; together they keep to the share. */
function burn(cores: number): Worker {
  const worker = new Worker(BURN, { eval: true, workerData: cores, execArgv: [], env: {} });
  worker.unref();
  return worker;
}
