import { slug as githubSlug } from 'github-slugger';

/** A part of an id: letters, digits and dashes, without numbering and at most 60 characters. */
export function slugOf(title: string): string {
  const words = title
    .slice(0, 300)
    .replace(/^\s*\d+(?:\.\d+)*[.):]?\s+/, '')
    // An arrow or a quote that was saved in the wrong encoding is no letter.
    .replace(/â(?:†’|€.?)/g, ' ');
  const slug = githubSlug(words)
    .replace(/-{2,}/g, '-')
    .replace(/^-+|-+$/g, '');
  if (slug.length <= 60) return slug === '' ? 'untitled' : slug;
  return slug.slice(0, 60).replace(/-[^-]*$/, '');
}

/** Makes ids unique by counting: `a`, `a-2`, `a-3`. */
export class Names {
  #taken = new Set<string>();
  #counts = new Map<string, number>();

  give(name: string): string {
    let [given, count] = [name, this.#counts.get(name) ?? 1];
    while (this.#taken.has(given)) {
      count += 1;
      given = `${name}-${count}`;
    }
    this.#counts.set(name, count);
    this.#taken.add(given);
    return given;
  }
}
