import { homedir, tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { linesOf, type Rule } from './project.ts';

const WORDS = ['TODO', 'FIXME'];
const LEFT_OVER = new RegExp(`(?://|/?\\*|#|<!--).*\\b(${WORDS.join('|')})\\b`);

/** What is not done is an error that says so at run time, or a line in an issue; not a comment. */
export const leftovers: Rule = function* (project) {
  for (const [file, text] of project.files) {
    for (const [line, content] of linesOf(text)) {
      const word = LEFT_OVER.exec(content)?.[1];
      if (word)
        yield {
          file,
          line,
          message: `${word} is left over; do it, or say what is missing in an error or in "Limits".`,
        };
    }
  }
};

const CHECKOUT = resolve(import.meta.dirname, '../..');
/** Folders that are on every machine, so a path under them says nothing of this one. */
const EVERYWHERE = new Set(['/', '/etc', '/mnt', '/opt', '/srv', '/usr', '/var', tmpdir()]);

/** Home inside a session, which has files of its own. */
const SESSION_HOME = /\/home\/steady\b/g;

/** A path of one machine is a lie on every other. */
export const machinePaths: Rule = (project) => machinePathsOf([CHECKOUT, dirname(CHECKOUT), homedir()])(project);

/** `folders` are absolute ones of the machine that checks; homes of people are found on every machine. */
export const machinePathsOf = (folders: readonly string[]): Rule =>
  function* (project) {
    const own = folders.filter((folder) => !EVERYWHERE.has(folder)).map((folder) => `${folder}/`);
    const prefixes = [...own, '/home/', '/Users/', '/root/'];
    for (const [file, text] of project.files) {
      for (const [line, content] of linesOf(text)) {
        const prefix = prefixes.find((candidate) => standsAlone(content.replace(SESSION_HOME, ''), candidate));
        if (prefix)
          yield { file, line, message: `A path under ${prefix} exists on one machine only; write it relative.` };
      }
    }
  };

/** Whether the text starts at a word's beginning and goes on after it: `HOME/ann`, not `docs/HOME/`. */
function standsAlone(content: string, prefix: string): boolean {
  const at = content.indexOf(prefix);
  if (at < 0) return false;
  const before = content[at - 1] ?? ' ';
  const after = content[at + prefix.length] ?? ' ';
  return !/[\w.\-}/]/.test(before) && /\w/.test(after);
}
