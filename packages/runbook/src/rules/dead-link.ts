import type { Knowledge } from './knowledge.ts';
import type { Rule } from './rule.ts';

/** A warning: the procedure can be followed without what it refers to. */
export const deadLink: Rule = {
  id: 'dead-link',
  severity: 'warning',
  title: 'A relative link leads to no file.',
  why: 'The architecture page that says which of the two queues is meant is the one that was moved.',
  example: {
    bad: '# Runbook\n\nSee [the queues](moved-away/queues.md).\n',
    good: '# Runbook\n\nSee [the queues](https://wiki.example.com/queues).\n',
  },
  *check({ runbook, knowledge }) {
    for (const { line, target, text } of runbook.links) {
      if (/^[a-z][\w+.-]*:|^[#/?]|[<>{}]|^$/i.test(target) || /\s/.test(target)) continue;
      const path = decode(target.replace(/[?#].*$/, ''));
      if (leads(path, knowledge)) continue;
      yield {
        line,
        message: `"${text}" links to ${target}, and there is no such file.`,
        hint: 'Correct the path, or remove the link.',
      };
    }
  },
};

/** Sites leave the end of a page's name away. */
function leads(path: string, { fileExists }: Knowledge): boolean {
  const ways = /\.\w+$/.test(path) ? [path] : [path, `${path.replace(/\/$/, '')}.md`];
  return ways.some((way) => fileExists(way) !== false);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
