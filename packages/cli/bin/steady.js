#!/usr/bin/env node
/**
 * Starts `steady`. In a clone the bundle is made on demand (build.js says how), so nothing has to be built by hand and
 * no install script is needed; in a published package it is already there. NODE_OPTIONS=--enable-source-maps gives
 * stacks in the sources; it is not the default because it costs every start some 15 ms.
 */
import { existsSync } from 'node:fs';

// The SDK warns on every start that releases of 2027 and later need Node 22; the lock file pins earlier ones.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const inClone = existsSync(new URL('../src/main.ts', import.meta.url));
const main = inClone ? await (await import('./build.js')).currentMain() : new URL('../dist/main.js', import.meta.url);

await import(main.href);
