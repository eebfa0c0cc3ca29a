import { posix } from 'node:path';
import { linesOf, ownerOf, type Problem, type Rule } from './project.ts';

const README_HEADINGS = ['What is this?', 'When should I use this?', 'Use', 'API', 'Errors', 'Limits', 'Security'];

/** Every package's README answers the same questions in the same order. */
export const readmeHeadings: Rule = function* (project) {
  for (const [folder, { name }] of project.manifests) {
    if (!folder.startsWith('packages/')) continue;
    const file = `${folder}/README.md`;
    const text = project.files.get(file);
    if (text === undefined) {
      yield { file, line: 1, message: `It is missing; write it with the headings ${README_HEADINGS.join(', ')}.` };
      continue;
    }
    const headings = [...prose(text)].filter(([, line]) => /^##? /.test(line)).map(([, line]) => line);
    const wanted = [`# ${name}`, ...README_HEADINGS.map((heading) => `## ${heading}`)];
    const wrong = wanted.findIndex((heading, index) => headings[index] !== heading);
    if (wrong >= 0 || headings.length > wanted.length) {
      const message =
        wrong >= 0
          ? `Heading ${wrong + 1} is "${headings[wrong] ?? ''}"; write "${wanted[wrong]}".`
          : `"${headings[wanted.length]}" is one heading too many; make it a ### of another.`;
      yield { file, line: 1, message };
    }
  }
};

const LINK = /\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g;
const CODE = /`([^`\s]+)`/g;
const OF_THE_REPOSITORY = /^(?:packages|systems|scripts|tests|bench|docs|\.ci)\/[\w./-]+$/;
const OF_THE_PACKAGE = /^(?:src|fixtures|bin|services|drills)\/[\w./-]+\.\w+$/;
const MADE_LATER = /(?:^|\/)(?:dist|node_modules)(?:\/|$)/;

/** Every path that a page names is there. */
export const deadPaths: Rule = function* (project) {
  for (const [file, text] of project.files) {
    if (!file.endsWith('.md') || file.includes('/fixtures/')) continue;
    for (const [line, content] of prose(text)) {
      for (const path of [...linksOf(content, file), ...namesOf(content, file)]) {
        if (!MADE_LATER.test(path) && !project.exists(path)) yield deadPath(file, line, path);
      }
    }
  }
};

function deadPath(file: string, line: number, path: string): Problem {
  return { file, line, message: `There is no ${path}; name what is there, or take the mention out.` };
}

function linksOf(content: string, file: string): string[] {
  return [...content.matchAll(LINK)]
    .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z][a-z+.-]*:/i.test(target))
    .map((target) => inFolder(posix.dirname(file), decodeURI(target)));
}

function namesOf(content: string, file: string): string[] {
  return [...content.matchAll(CODE)].flatMap(([, name = '']) => {
    const path = name.replace(/(?::\d+|#.*)$/, '').replace(/\/$/, '');
    if (OF_THE_REPOSITORY.test(path)) return [path];
    return OF_THE_PACKAGE.test(path) && ownerOf(file) !== '.' ? [inFolder(ownerOf(file), path)] : [];
  });
}

function inFolder(folder: string, path: string): string {
  return posix.normalize(posix.join(folder, path));
}

/** Lines outside fenced blocks. */
function* prose(text: string): Generator<[number, string]> {
  let fence: string | null = null;
  for (const [line, content] of linesOf(text)) {
    const mark = /^\s*(```+|~~~+)/.exec(content)?.[1];
    if (mark && fence === null) fence = mark;
    else if (mark && fence !== null && mark.startsWith(fence)) fence = null;
    else if (fence === null) yield [line, content];
  }
}
