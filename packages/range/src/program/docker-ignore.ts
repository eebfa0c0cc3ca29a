/**
 * Which files of a build's context are left out, by the rules of `.dockerignore`
 * (https://docs.docker.com/build/concepts/context/#dockerignore-files): the last pattern that matches decides, `!` takes
 * back, a folder that is left out takes with it what is in it.
 */
export function dockerIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ takesBack: line.startsWith('!'), pattern: expression(line.replace(/^!/, '')) }));
  return (path) => rules.reduce((out, { takesBack, pattern }) => (pattern.test(path) ? !takesBack : out), false);
}

function expression(pattern: string): RegExp {
  const clean = pattern.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  const source = clean.replace(/\*\*\/?|\*|\?|[.+^${}()|\\]/g, (part) => {
    if (part.startsWith('**')) return part.endsWith('/') ? '(?:.*/)?' : '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
  return new RegExp(`^${source}(?:/.*)?$`);
}
