#!/usr/bin/env node
/**
 * Starts the bundled command; build.js puts this into `dist/` as its main module. The parts of the bundle are CommonJS
 * files that lie beside it, and each is loaded when it is first required.
 *
 * What V8 made of them is kept in the user's cache folder and taken from there by the next start of the same command,
 * which so neither parses nor compiles: that is most of what a short command does. Any doubt about what is kept (another
 * build, another Node, another owner) means that it is made anew; V8 itself refuses what does not fit its version, its
 * options or the length of the source. Where nothing can be kept, the start is slower and nothing else.
 */
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

/** Written in by build.js: the part that begins, and a name for the content of all parts. */
const ENTRY = '<entry>';
const BUILD = '<build>';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/** So many starts of a command add the functions that they call to what is kept: each document calls a few others. */
const KEEPING_STARTS = 5;
const WRONG_USAGE = 2;

// The SDK warns on every start that releases of 2027 and later need Node 22; the lock file pins earlier ones.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'steadyhand', 'code');
const command = /^[a-z]+$/.exec(process.argv[2] ?? '')?.[0] ?? 'steady';
const kept = join(folder, `${BUILD}-${process.version}-${process.arch}-${command}`);

// What these two do is done before it pays to optimise it, to compile each of some hundred regular expressions in two ways
// or all of Postgres' parser, which is WebAssembly, or to share a small heap's garbage out among threads; and a new space
// that grows by little is collected again and again while it fills.
// V8 complains of an option that it does not know: these are known to the releases of Node that are named.
const release = Number(process.versions.node.split('.')[0]);
if ((command === 'show' || command === 'check') && [20, 22, 24].includes(release)) {
  setFlagsFromString('--liftoff-only --wasm-lazy-validation --no-regexp-tier-up --no-flush-bytecode');
  setFlagsFromString('--no-parallel-scavenge --semi-space-growth-factor=16');
  if (release === 20) setFlagsFromString('--interrupt-budget=1000000');
}

const { starts, codes } = readKept();
const scripts = new Map();
const modules = new Map();
let isComplete = starts >= KEEPING_STARTS;

process.on('exit', (code) => {
  if (!isComplete && code !== WRONG_USAGE) keep();
});
load(ENTRY);

function load(name) {
  const known = modules.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  const filename = join(__dirname, name);
  const source = readFileSync(filename, 'latin1');
  const parameters = 'exports, require, module, __filename, __dirname, importFile';
  const cachedData = codes.get(name);
  const script = new Script(`(function (${parameters}) {${source}\n})`, { filename, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) isComplete = false;
  scripts.set(name, script);
  script.runInThisContext()(module.exports, requireFrom, module, filename, __dirname, (url) => import(url));
  return module.exports;
}

function requireFrom(specifier) {
  return specifier.startsWith('./') ? load(specifier.slice(2)) : require(specifier);
}
requireFrom.resolve = require.resolve;

/**
 * By how many starts it was kept, and the code of each part by the part's name. A file, which is written twice into one:
 * the length of the index in eight bytes; the index as JSON, the number of starts and of each part its name and the length
 * of its code; the codes.
 */
function readKept() {
  const nothing = { starts: 0, codes: new Map() };
  try {
    // Who may write it may run anything as this user.
    if (process.getuid !== undefined && statSync(kept).uid !== process.getuid()) return nothing;
    const twice = readFileSync(kept);
    const content = twice.subarray(0, twice.length / 2);
    // V8 runs what it is given; so what was damaged must not reach it. To compare is quicker than to sum.
    if (!content.equals(twice.subarray(content.length))) return nothing;
    let at = 8 + content.readUInt32LE();
    const [starts, ...parts] = JSON.parse(content.toString('latin1', 8, at));
    const codes = new Map();
    for (const [name, length] of parts) {
      codes.set(name, content.subarray(at, at + length));
      at += length;
    }
    return { starts, codes };
  } catch {
    return nothing;
  }
}

/** Keeps the functions that this process and those before it have called: the next start calls mostly the same ones. */
function keep() {
  try {
    for (const [name, script] of scripts) codes.set(name, script.createCachedData());
    const index = JSON.stringify([starts + 1, ...[...codes].map(([name, code]) => [name, code.length])]);
    // V8 copies what does not begin at a multiple of eight.
    const head = Buffer.from(' '.repeat(8) + index.padEnd(Math.ceil(index.length / 8) * 8), 'latin1');
    head.writeUInt32LE(head.length - 8);
    const content = Buffer.concat([head, ...codes.values()]);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const unfinished = `${kept}.${process.pid}.part`;
    writeFileSync(unfinished, Buffer.concat([content, content]), { mode: 0o600 });
    renameSync(unfinished, kept);
    removeOld();
  } catch {
    // A folder that cannot be written to: the next start compiles again.
  }
}

function removeOld() {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > WEEK_MS) rmSync(file, { force: true });
  }
}
