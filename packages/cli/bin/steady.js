#!/usr/bin/env node
/**
 * Starts `steady`. In a clone the bundle is made on demand (build.js says how), so nothing has to be built by hand and
 * no install script is needed; in a published package it is already there.
 */
import { existsSync } from 'node:fs';

process.setSourceMapsEnabled(true);

const inClone = existsSync(new URL('../src/main.ts', import.meta.url));
const folder = inClone ? await (await import('./build.js')).currentBuild() : new URL('../dist/', import.meta.url);

await import(new URL('main.js', folder).href);
