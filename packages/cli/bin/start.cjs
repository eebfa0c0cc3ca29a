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
const WRONG_USAGE = 2;

// The SDK warns on every start that releases of 2027 and later need Node 22; the lock file pins earlier ones.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'steadyhand', 'code');
const command = /^[a-z]+$/.exec(process.argv[2] ?? '')?.[0] ?? 'steady';
const kept = join(folder, `${BUILD}-${process.version}-${process.arch}-${command}`);

// They parse a few lines of SQL. To have V8 optimise the parser, which is WebAssembly, takes longer than all else they do.
if (command === 'show' || command === 'check') setFlagsFromString('--liftoff-only');

const codes = readKept();
const scripts = new Map();
const modules = new Map();
let isComplete = codes.size > 0;

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
  const cachedData = codeOf(name);
  const script = new Script(`(function (${parameters}) {${source}\n})`, { filename, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) isComplete = false;
  scripts.set(name, script);
  script.runInThisContext()(module.exports, requireFrom, module, filename, __dirname, (url) => import(url));
  return module.exports;
}

function requireFrom(specifier) {
  return specifier.startsWith('./') ? load(specifier.slice(2)) : require(specifier);
}

/**
 * The code of each part, by the part's name. A file: the length of the index in eight bytes; the index as JSON, of each
 * part its name and the length and sum of its code; the codes.
 */
function readKept() {
  const found = new Map();
  try {
    // Who may write it may run anything as this user.
    if (process.getuid !== undefined && statSync(kept).uid !== process.getuid()) return found;
    const content = readFileSync(kept);
    let at = 8 + content.readUInt32LE();
    for (const [name, length, sum] of JSON.parse(content.toString('latin1', 8, at))) {
      found.set(name, { code: content.subarray(at, at + length), sum });
      at += length;
    }
  } catch {
    // Nothing is kept yet.
  }
  return found;
}

/** V8 runs what it is given; so what was damaged must not reach it. */
function codeOf(name) {
  const found = codes.get(name);
  return found !== undefined && sumOf(found.code) === found.sum ? found.code : undefined;
}

/** Of whole words, which is what V8 makes. */
function sumOf({ buffer, byteOffset, length }) {
  const words = new Int32Array(buffer, byteOffset, length >> 2);
  let sum = length;
  for (let at = 0; at < words.length; at += 1) sum = (Math.imul(sum, 31) + words[at]) | 0;
  return sum;
}

/** Keeps the functions that this process has called: the next start of the command calls mostly the same ones. */
function keep() {
  try {
    for (const [name, script] of scripts) {
      const code = script.createCachedData();
      codes.set(name, { code, sum: sumOf(code) });
    }
    const index = JSON.stringify([...codes].map(([name, { code, sum }]) => [name, code.length, sum]));
    // V8 copies what does not begin at a multiple of eight.
    const head = Buffer.from(' '.repeat(8) + index.padEnd(Math.ceil(index.length / 8) * 8), 'latin1');
    head.writeUInt32LE(head.length - 8);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const unfinished = `${kept}.${process.pid}.part`;
    writeFileSync(unfinished, Buffer.concat([head, ...[...codes.values()].map(({ code }) => code)]), { mode: 0o600 });
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
