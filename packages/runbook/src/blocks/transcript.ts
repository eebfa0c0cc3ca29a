/**
 * Takes apart what was pasted from a terminal: `$ ` prompts with the output below them, and sessions in which one
 * command opens a program or a machine and the lines below it are typed there.
 */
import { isCommandLine, promptedCommand } from './language.ts';

interface Line {
  /** 1-based within the block. */
  number: number;
  text: string;
}

export interface ConsoleText {
  /** What was typed; lines of output are left empty, so that line numbers stay. */
  typed: string;
  /** What came out, or null. */
  output: string | null;
}

/** Splits a block in which commands follow a prompt. */
export function readConsole(text: string): ConsoleText {
  const output: string[] = [];
  let [continued, client, answers] = [false, false, false];
  const typed = text.split('\n').map((line) => {
    const prompted = promptedCommand(line);
    if (prompted === null && client && CLIENT_PROMPT.test(line)) {
      answers = true;
      return line;
    }
    // What a client answers may begin with a `#`.
    const isComment = !answers && /^\s*#/.test(line);
    const command = prompted ?? (continued ? line.replace(/^\s*> /, '') : isComment ? line : null);
    if (command === null) {
      output.push(line);
      return '';
    }
    if (prompted !== null) [client, answers] = [CLIENT.test(command), false];
    continued = /\\$/.test(command) && !/^\s*#/.test(command);
    return command;
  });
  const shown = output.join('\n').trim();
  return { typed: typed.join('\n'), output: shown === '' ? null : shown };
}

/** Lines typed into a program that an earlier line of the block opened. */
export interface Inner {
  /** Line of the opening command, and the first and last line of what is typed. */
  opener: number;
  lines: Line[];
}

const CLIENT =
  /(?:^|[\s|&;(])(?:\/[\w./-]+\/)?(?:psql|redis-cli|valkey-cli|mysql|mongo|mongosh|sqlite3|cqlsh|console|irb|python3?|node)\b/;
/** A client that is told what to do, or reads it from a here-document, a file or a pipe, takes none of the next lines. */
const HAS_INPUT = /\s(?:-c|-e|-f|--eval|--command)\s|[<|]/;
const CLIENT_PROMPT = /^\s*(?:[\w.:@-]*(?:=[#>]|[a-z0-9]>)|>|mysql>|irb\([^)]*\):\d+.*>|>>>)\s+(\S.*)$/;
const CLIENT_WORDS =
  /^\s*(?:\\[a-z]\w*\+?(?:\s|$)|SELECT\s|SHOW\s|KILL\s|STOP\s+(?:SLAVE|REPLICA)|START\s+(?:SLAVE|REPLICA)|CHANGE\s+MASTER|USE\s+\w+;|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|INSERT\s+INTO\s|VACUUM\b|ANALYZE\b|EXPLAIN\s|ALTER\s|DROP\s|TRUNCATE\s|CREATE\s|GRANT\s|REVOKE\s|BEGIN\b|COMMIT\b|INFO(?:\s|$)|DBSIZE\s*$|KEYS\s|SCAN\s|CONFIG\s+(?:GET|SET)\s|CLIENT\s+(?:LIST|KILL)|MEMORY\s|SLOWLOG\s|FLUSH(?:DB|ALL)\s*$|PING\s*$|TTL\s|GET\s|DEL\s)/;

/**
 * Finds what is typed into a database client, which is told from shell by a prompt (`> INFO memory`) or by its
 * language. `> ` alone would be a redirection to a shell, and a dangerous one.
 */
export function findClientInput(text: string): Inner[] {
  const lines = text.split('\n');
  const found: Inner[] = [];
  let opener: number | null = null;
  let open: Inner | null = null;
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') {
      open = null;
      continue;
    }
    if (opener !== null && !/\\$/.test(lines[i - 1] ?? '')) {
      const input = clientLine(line, open !== null);
      if (input !== null) {
        if (open === null) {
          open = { opener, lines: [] };
          found.push(open);
        }
        open.lines.push({ number: i + 1, text: input });
        continue;
      }
    }
    if (!/^\s*#/.test(line)) {
      open = null;
      if (CLIENT.test(line) && !HAS_INPUT.test(line)) opener = i + 1;
      else if (opener !== null && isCommandLine(line)) opener = null;
    }
  }
  return found;
}

function clientLine(line: string, open: boolean): string | null {
  const prompted = CLIENT_PROMPT.exec(line);
  if (prompted?.[1] !== undefined) return prompted[1];
  if (CLIENT_WORDS.test(line)) return line.trim().replace(/;\s+#\s.*$/, ';');
  return open && /^\s+\S|^\s*(?:FROM|WHERE|ORDER|GROUP|AND|JOIN|LIMIT|HAVING)\s/i.test(line) ? line.trim() : null;
}

/** Whether a command opens a shell somewhere else and gives it nothing to do. */
export function opensShell(program: string, argv: readonly string[]): boolean {
  const words = argv.filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  switch (program) {
    case 'aws':
      return words.some((word, i) => isShell(word) && words[i - 1] === '--command') || words.includes('start-session');
    case 'kubectl':
    case 'oc':
    case 'docker':
    case 'docker-compose':
    case 'podman':
      return (words.includes('exec') || words.includes('run') || words.includes('rsh')) && isShell(last);
    case 'ssh':
      return sshCommand(words) === null;
    case 'su':
      return !words.some((word) => /^-\w*c$|^--command/.test(word));
    case 'bash':
    case 'sh':
      return words.every((word) => /^-[il]+$|^--login$/.test(word));
    case 'sudo':
      // Whatever `sudo` carries is listed in its place.
      return words.some((word) => /^-[A-Za-z]*[is]|^--(?:login|shell)$/.test(word));
    default:
      return false;
  }
}

function isShell(word: string): boolean {
  return /^(?:\/usr)?(?:\/bin\/)?(?:ba|z|a|da)?sh$/.test(word.replace(/^["']|["']$/g, ''));
}

/** What an `ssh` is told to run, or null. */
function sshCommand(words: readonly string[]): string | null {
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (/^-[bcDEeFIiJLlmOopQRSWw]$/.test(word)) i += 1;
    else if (/^-[NfT]*[Nf]/.test(word)) return word;
    else if (!word.startsWith('-')) return words[i + 1] ?? null;
  }
  return null;
}
