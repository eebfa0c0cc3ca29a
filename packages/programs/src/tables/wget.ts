import type { EffectRule, ProgramGrammar } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import { optionTable, parseCommandLine } from '../command-line.ts';
import { judgeRequest } from '../curl/grammar.ts';

const OPTIONS = optionTable([
  '-O, --output-document=',
  '-o, --output-file=',
  '-a, --append-output=',
  '-P, --directory-prefix=',
  '-q, --quiet',
  '-c, --continue',
  '-N, --timestamping',
  '-S, --server-response',
  '--spider',
  '-T, --timeout=',
  '-t, --tries=',
  '-w, --wait=',
  '-U, --user-agent=',
  '--header=',
  '--method=',
  '--body-data=',
  '--body-file=',
  '--post-data=',
  '--post-file=',
  '--user=',
  '--password=',
  '--http-user=',
  '--http-password=',
  '--no-check-certificate',
  '-r, --recursive',
  '-l, --level=',
  '-np, --no-parent',
  '-nv, --no-verbose',
  '-nc, --no-clobber',
  '-v, --verbose',
  '-4, --inet4-only',
  '-6, --inet6-only',
  '--show-progress',
  '--max-redirect=',
  '--retry-connrefused',
  '--waitretry=',
  '--content-disposition',
  '--progress=',
  '--ca-certificate=',
  '-V, --version',
  '-h, --help',
  '-b, --background',
  '-i, --input-file=',
]);

/** `wget`, judged as `curl` is. */
export function wgetGrammar(rules: readonly EffectRule[] = []): ProgramGrammar {
  return {
    program: 'wget',
    summary: 'Gets a document over HTTP',
    examples: ['wget -qO- https://status.example.com/health'],
    analyse: (call) => {
      const line = parseCommandLine(
        call.argv.map((word) => (/^-n[pvc]$/.test(word) ? '-v' : word)),
        OPTIONS,
        { permute: true, abbreviate: true, equals: true },
      );
      if (line.problem) return judged('unknown', `the option ${line.problem.spelling} is not understood`);
      const value = (name: string): string | null =>
        line.options.findLast((option) => option.name === name)?.value ?? null;
      const has = (...names: string[]): boolean => line.options.some(({ name }) => names.includes(name));
      if (has('version', 'help')) return judged('local', 'prints help');
      if (has('input-file') || line.operands.length === 0)
        return judged('unknown', 'which address is asked is not known');
      const posts = has('post-data', 'post-file');
      const request = {
        method: (value('method') ?? (posts ? 'POST' : 'GET')).toUpperCase(),
        urls: line.operands,
        headers: line.options.flatMap((option) =>
          option.name === 'header' && option.value !== null ? [option.value] : [],
        ),
        hasBody: posts || has('body-data', 'body-file'),
        hasCredentials: has('user', 'password', 'http-user', 'http-password'),
        writes: [value('output-document'), value('directory-prefix')].filter((file) => file !== null),
      };
      return judgeRequest(call, request, rules);
    },
  };
}
