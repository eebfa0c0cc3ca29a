import { defineConfig } from 'vitest/config';

// Node itself never takes the "module" condition, and the AWS SDK's files behind it need a bundler.
const conditions = ['@steadyhand/source', 'node', 'import', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['{packages,systems,scripts,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    sequence: { shuffle: { files: false, tests: true } },
    onConsoleLog(log) {
      throw new Error(`A test printed to the console: ${log}`);
    },
  },
});
