import { defineConfig } from 'vitest/config';

// No "import" and no "module": Node takes these for CommonJS too, which then gets files that it cannot use (pg, the AWS SDK).
const conditions = ['@steadyhand/source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['{packages,systems,scripts,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // The SDK's notice that releases of 2027 need Node 22 would count as console output.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
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
