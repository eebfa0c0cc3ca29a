import type { Question, RunEvent } from '@steadyhand/contracts';
import type { RunRow } from '@steadyhand/engine';
import { type QuestionView, questionLines } from './render/question.ts';
import { styleFor } from './render/style.ts';
import { wallClock } from './wall-clock.ts';

const COLUMNS = 100;

/** Where the commands of a run go. */
export interface Place {
  environment: string;
  account: string;
  region: string;
}

/** As the run found it when it started; account and region are empty for one that has not. */
export function placeOf({ environment }: Pick<RunRow, 'environment'>, events: readonly RunEvent[]): Place {
  const started = events.find((event) => event.type === 'run-started');
  return { environment, account: started?.account ?? '', region: started?.region ?? '' };
}

/** `prod (123456789012, eu-west-1)` */
export function placeText({ environment, account, region }: Place): string {
  return account === '' ? environment : `${environment} (${account}, ${region})`;
}

/** A question as text, with a newline at its end. */
export function questionText(question: Question, place: Place): string {
  const columns = process.stdout.columns ?? COLUMNS;
  const view: QuestionView = {
    style: styleFor(process.stdout),
    columns,
    where: placeText(place),
    now: wallClock.now(),
  };
  return `${questionLines(question, view).join('\n')}\n`;
}

/** Where a person reads what is asked: standard output may go elsewhere (`| tee`). */
export function screen(): NodeJS.WriteStream {
  return process.stdout.isTTY ? process.stdout : process.stderr;
}
