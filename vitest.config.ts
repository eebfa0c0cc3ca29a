import { defineConfig } from 'vitest/config';
import { makeMemoryFolder } from './tests/setup/memory-folder.ts';

// No "import" and no "module": Node takes these for CommonJS too, which then gets files that it cannot use (pg, the AWS SDK).
const conditions = ['@steadyhand/source', 'node'];

const temporary = makeMemoryFolder();

const ALL = ['{packages,systems,scripts,tests}/**/*.test.ts'];
const LIGHT = ['packages/{aws-catalog,bash,cli,contracts,programs,runbook,shell}/**/*.test.ts'];
const LEFT_OUT = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects: [
      // Files of these share their modules, which takes half the time: nothing in them has a state of the process.
      { extends: true, test: { name: 'light', include: LIGHT, isolate: false } },
      { extends: true, test: { name: 'whole', include: ALL, exclude: [...LEFT_OUT, ...LIGHT] } },
    ],
    exclude: LEFT_OUT,
    // The SDK's notice that releases of 2027 need Node 22 would count as console output.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...(temporary && { TMPDIR: temporary }) },
    // Tests wait more than they work: one fewer than there are cores, the default, leaves half of a small machine idle.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    sequence: { shuffle: { files: false, tests: true } },
    onConsoleLog(log) {
      throw new Error(`A test printed to the console: ${log}`);
    },
  },
});
