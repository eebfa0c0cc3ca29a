import { runAws } from './src/index.ts';

process.exitCode = await runAws(process.argv.slice(2), process);
