/** `npm run bench -- NAME`: runs one bench, or lists them. */
const BENCHES: Record<string, () => Promise<{ bench(): Promise<void> }>> = {
  aws: () => import('./aws.ts'),
  chat: () => import('./chat-load.ts'),
  runbook: () => import('./runbook.ts'),
  runs: () => import('./runs.ts'),
  start: () => import('./start.ts'),
};

// The SDK's notice that releases of 2027 need Node 22 is not part of a result.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const name = process.argv[2] ?? '';
const load = BENCHES[name];
if (load) {
  await (await load()).bench();
} else {
  console.error(`There is no bench "${name}"; there are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 2;
}
// Node 20 may spin for ever over handles that it has closed; an exit from within the exit leaves that out.
process.once('exit', () => process.exit());
