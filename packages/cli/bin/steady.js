#!/usr/bin/env node
/**
 * Starts `steady` in a clone. The bundle is made on demand (build.js says how), so nothing has to be built by hand and no
 * install script is needed. What is published has its start in itself.
 */
import { currentMain } from './build.js';

await import(await currentMain());
