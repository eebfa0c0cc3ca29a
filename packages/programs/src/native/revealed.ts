/** What is secret of the output of a program that prints secrets: it is not known, so every value is. */

/** Shorter ones are in every text. */
const SHORTEST = 8;

/** The output whole, its values (`NAME=value`, `name: value`, the texts of JSON), and what base64 they hold. */
export function revealedIn(stdout: string): string[] {
  const values = new Set<string>([stdout.trim(), ...valuesOf(stdout)]);
  const decoded = [...values].map(decode);
  return [...values, ...decoded].filter((value) => value.length >= SHORTEST);
}

function valuesOf(text: string): string[] {
  try {
    const texts: string[] = [];
    JSON.parse(text, (_key, value: unknown) => {
      if (typeof value === 'string') texts.push(value, ...assigned(value));
      return value;
    });
    return texts;
  } catch {
    return text.split('\n').flatMap(assigned);
  }
}

/** The value of a line; no name of a setting holds a space. */
function assigned(line: string): string[] {
  const [, value] = /^[\s-]*["']?[\w./-]+["']?\s*[=:]\s*(.+?)\s*$/.exec(line) ?? [];
  return value === undefined ? [] : [value, value.replace(/^["']|["'],?$/g, '')];
}

function decode(text: string): string {
  if (!/^[\w+/-]{8,}={0,2}$/.test(text)) return '';
  const bytes = Buffer.from(text, 'base64');
  const plain = bytes.toString('utf8');
  return Buffer.from(plain).equals(bytes) ? plain.trim() : '';
}
