/** Prints the milliseconds of all documents in a process that has read none before. */
import { loadGrammars } from '../../packages/cli/src/compose.ts';
import { readTexts, timeAll } from './texts.ts';

const texts = readTexts();
console.log(timeAll(texts, await loadGrammars()));
