/** `npm run bench -- NAME`: runs one bench, or lists them. */
const BENCHES: Record<string, () => Promise<{ bench(): Promise<void> }>> = {
  aws: () => import('./aws.ts'),
  runbook: () => import('./runbook.ts'),
  runs: () => import('./runs.ts'),
};

const name = process.argv[2] ?? '';
const load = BENCHES[name];
if (load) {
  await (await load()).bench();
} else {
  console.error(`There is no bench "${name}"; there are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 2;
}
