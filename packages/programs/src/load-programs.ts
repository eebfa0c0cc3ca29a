import type { CommandHandler, ProgramGrammar } from '@steadyhand/contracts';
import { curlProgram } from './curl/curl.ts';
import { dateProgram } from './date/date.ts';
import { jqGrammar } from './jq/grammar.ts';
import { pulumiProgram } from './pulumi/pulumi.ts';

export interface Programs {
  /** The programs that Steadyhand carries out itself. */
  handlers: CommandHandler[];
  /** Every program whose calls can be judged, those of the handlers included. */
  grammars: ProgramGrammar[];
}

export async function loadPrograms(): Promise<Programs> {
  const handlers = [curlProgram, dateProgram, pulumiProgram];
  return { handlers, grammars: [...handlers.map(({ grammar }) => grammar), jqGrammar] };
}
