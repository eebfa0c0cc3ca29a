import { isCaptured, nameOf, textBefore, textFrom } from '../check/source-text.ts';
import type { CommandPlace, Rule } from './rule.ts';

/** Programs that pass on what they read. */
const SHOWS =
  /^(?:jq|cat|tee|grep|head|tail|sed|awk|cut|tr|base64|less|more|python3?|sort|xargs|echo|fold|column|openssl|gunzip)$/;

/** A warning: who runs it wants to see it, but nobody else should. */
export const secretRevealed: Rule = {
  id: 'secret-revealed',
  severity: 'warning',
  title: 'A command prints a secret on the screen.',
  why: 'In an incident the screen is shared and the terminal recorded; the secret then stands in the recording and in the scroll-back of everybody who watched.',
  example: {
    bad: '# Cache\n\n```bash\naws secretsmanager get-secret-value --secret-id cache --query SecretString --output text\n```\n',
    good: '# Cache\n\n```bash\nexport REDISCLI_AUTH=$(aws secretsmanager get-secret-value --secret-id cache --query SecretString --output text)\n```\n',
  },
  *check({ commands, lines }) {
    for (const place of commands) {
      const { command } = place;
      if (command.effect !== 'reveal' || command.inline || !isMeantFor(place) || isTaken(place, lines)) continue;
      yield {
        line: command.line,
        message: `"${nameOf(place)}" prints a secret.`,
        hint: 'Put it where it is needed without showing it: NAME=$(…), or a pipe into the program that reads it.',
      };
    }
  },
};

/** Much that may hold a secret (a task definition, a function's settings) is looked at for other reasons. */
function isMeantFor({ command, argv }: CommandPlace): boolean {
  const query = argv[argv.indexOf('--query') + 1] ?? '';
  if (argv.includes('--query') && !/secret|value|password|token|plaintext|key|credential/i.test(query)) return false;
  const subject = command.program === 'aws' ? (command.operation ?? '') : command.text;
  return /secret|passw|token|credential|decrypt|access-key|get-parameter|assume-role|requirepass|masterauth|private|\bvault\b/i.test(
    subject,
  );
}

/** Something other than the screen gets the output. */
function isTaken(place: CommandPlace, lines: readonly string[]): boolean {
  if (isCaptured(textBefore(place, lines))) return true;
  const text = textFrom(place, lines).replace(/'[^']*'|"[^"]*"/g, '_');
  if (/[^0-9<>&-]>{1,2}\s*[\w./$-]/.test(text.replace(/<[a-z][\w .-]*>/gi, ''))) return true;
  const readers = [...text.matchAll(/[^|]\|[\s\\]*([\w.-]+)/g)].map((match) => match[1] ?? '');
  return readers.length > 0 && !SHOWS.test(readers.at(-1) ?? '');
}
