/**
 * Lines from a terminal: `node:readline` over keys that are handed to it one line at a time, so that what was pasted or
 * typed ahead waits while a line runs and never answers a question.
 */
import { createInterface, type Interface } from 'node:readline';
import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { ReadStream, WriteStream } from 'node:tty';
import { fit } from '../render/text.ts';
import { Keyboard, PASTE_OFF, PASTE_ON } from './keyboard.ts';
import { ReverseSearch } from './reverse-search.ts';

export type Entered =
  | { kind: 'line'; text: string }
  /** Ctrl-C; the line was cleared. */
  | { kind: 'cleared'; wasEmpty: boolean }
  /** Ctrl-D, the end of the terminal, or the signal. */
  | { kind: 'end' };

export interface LineEditorOptions {
  input: ReadStream;
  output: WriteStream;
  /** The newest first; grows. */
  history: string[];
  complete(line: string): Promise<[string[], string]>;
}

const [BACKSPACE, CTRL_C, CTRL_G, ESCAPE] = ['\u007f', '\u0003', '\u0007', '\u001b'];
/** To the start of the line, and all behind it cleared (ECMA-48: CR, ED). */
const CLEAR = '\r\u001b[J';

class Keys extends Readable {
  override _read(): void {}

  /** At once, and not when the stream has its turn: what follows must not overtake it. */
  feed(text: string): void {
    this.emit('data', Buffer.from(text));
  }
}

export class LineEditor {
  private readonly options: LineEditorOptions;
  private readonly keyboard = new Keyboard();
  private readonly decoder = new StringDecoder('utf8');
  private reading: Reading | null = null;
  private isOver = false;

  constructor(options: LineEditorOptions) {
    this.options = options;
  }

  private readonly onData = (chunk: Buffer): void => {
    this.keyboard.add(this.decoder.write(chunk));
    this.reading?.pump();
  };

  private readonly onEnd = (): void => {
    this.isOver = true;
    this.reading?.end({ kind: 'end' });
  };

  /** Takes the terminal: what is typed is kept until it is read. */
  take(): void {
    const { input, output } = this.options;
    input.setRawMode(true);
    output.write(PASTE_ON);
    input.on('data', this.onData).on('end', this.onEnd).resume();
  }

  /** Leaves it to what runs. */
  release(): void {
    const { input, output } = this.options;
    input.off('data', this.onData).off('end', this.onEnd).pause();
    input.setRawMode(false);
    output.write(PASTE_OFF);
  }

  /** Reads a line from a terminal that was taken. `prompt` may have colours. */
  read(prompt: string, signal: AbortSignal): Promise<Entered> {
    return new Promise((resolve) => {
      const end = (): void => this.reading?.end({ kind: 'end' });
      this.reading = new Reading(prompt, { ...this.options, keyboard: this.keyboard }, (entered) => {
        signal.removeEventListener('abort', end);
        this.reading = null;
        resolve(entered);
      });
      signal.addEventListener('abort', end, { once: true });
      this.reading.begin();
      if (signal.aborted || this.isOver) end();
    });
  }

  /** Forgets what was typed ahead; gives how many lines that were. */
  drop(): number {
    return this.keyboard.drop();
  }
}

/** One line, from its prompt to Enter. */
class Reading {
  private readonly prompt: string;
  private readonly options: LineEditorOptions & { keyboard: Keyboard };
  private readonly resolve: (entered: Entered) => void;
  private readonly keys = new Keys();
  private readonly readline: Interface;
  private isOver = false;
  private isCompleting = false;
  private search: ReverseSearch | null = null;

  constructor(prompt: string, options: Reading['options'], resolve: Reading['resolve']) {
    this.prompt = prompt;
    this.options = options;
    this.resolve = resolve;
    const { output, history } = options;
    this.readline = createInterface({
      ...{ input: this.keys, output, history, prompt, terminal: true },
      ...{ historySize: 1000, removeHistoryDuplicates: true, tabSize: 8 },
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => this.complete(line, done),
    });
    this.readline.on('line', (text) => this.end({ kind: 'line', text }));
    this.readline.on('SIGINT', () => this.interrupt());
    this.readline.on('close', () => this.end({ kind: 'end' }));
    // Suspending the shell would leave its run without a holder.
    this.readline.on('SIGTSTP', () => undefined);
  }

  begin(): void {
    this.readline.prompt();
    this.pump();
  }

  end(entered: Entered): void {
    if (this.isOver) return;
    this.isOver = true;
    this.readline.close();
    this.resolve(entered);
  }

  pump(): void {
    while (!this.isOver && !this.isCompleting) {
      const typed = this.options.keyboard.take();
      if (typed === null) return;
      if (typed.kind === 'search') this.startSearch();
      else if (this.search) this.inSearch(typed.kind === 'enter' ? '\r' : typed.text);
      else if (typed.kind === 'text') this.readline.write(typed.text);
      else this.keys.feed(typed.kind === 'enter' ? '\r' : typed.text);
    }
  }

  private interrupt(): void {
    const wasEmpty = this.readline.line === '';
    this.readline.write(null, { ctrl: true, name: 'e' });
    this.options.output.write('^C\n');
    this.end({ kind: 'cleared', wasEmpty });
  }

  private complete(line: string, done: (error: null, result: [string[], string]) => void): void {
    this.isCompleting = true;
    const nothing = (): [string[], string] => [[], line];
    void this.options
      .complete(line)
      .catch(nothing)
      .then((result) => {
        done(null, result);
        this.isCompleting = false;
        this.pump();
      });
  }

  private startSearch(): void {
    if (this.search) this.search.next();
    this.search ??= new ReverseSearch(this.options.history);
    this.showSearch();
  }

  private inSearch(text: string): void {
    const { search } = this;
    if (!search) return;
    if (text === CTRL_G || text === CTRL_C) this.leaveSearch('', '');
    // Enter, an arrow, Escape: the line that was found is taken, and the key does what it does.
    else if (text !== BACKSPACE && /^\p{Cc}/u.test(text)) this.leaveSearch(search.found, text === ESCAPE ? '' : text);
    else {
      if (text === BACKSPACE) search.erase();
      else search.type(text);
      this.showSearch();
    }
  }

  private showSearch(): void {
    const { output } = this.options;
    output.write(CLEAR + fit(this.search?.shown ?? '', output.columns - 1));
  }

  private leaveSearch(line: string, key: string): void {
    this.search = null;
    this.options.output.write(CLEAR);
    this.readline.write(null, { ctrl: true, name: 'e' });
    this.readline.write(null, { ctrl: true, name: 'u' });
    this.readline.setPrompt(this.prompt);
    this.readline.prompt();
    if (line !== '') this.readline.write(line);
    if (key !== '') this.keys.feed(key);
  }
}
