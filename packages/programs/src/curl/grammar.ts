import type { Analysis, Call, Effect, ProgramGrammar } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import { allValues, type CommandLine, hasOption } from '../command-line.ts';
import { dataOptions, methodOf, parseCurl, parseUrl, urlsOf } from './options.ts';

/** Words in a path or query that say that asking for it does something. */
const ACTION =
  /(?:^|[^a-z])(?:cleanup|clean-up|run|delete|remove|reset|trigger|cron|purge|flush|restart|invalidate|drop|clear|kill|stop|shutdown|destroy|terminate|wipe|disable|execute|exec|invoke|deploy|rollback|migrate|rotate|revoke|drain|prune|redrive|replay|reindex|logout)(?:[^a-z]|$)/i;
const SECRET_KEY = /token|secret|password|passwd|signature|api[-_]?key|auth|credential/i;
/** Headers that stand for another method, or that stand in a file. */
const HIDING_HEADER = /^(?:@|x-(?:http-)?method(?:-override)?\s*[:;])/i;
const SECRET_HEADER = /^(?:authorization|proxy-authorization|cookie|x-[\w-]*(?:token|key|auth)[\w-]*)\s*:/i;

export const curlGrammar: ProgramGrammar = {
  program: 'curl',
  summary: 'Makes an HTTP request',
  examples: [
    'curl -s https://chat.example.com/api/health',
    "curl -s -o /dev/null -w '%{http_code}' https://chat.example.com/health",
    'curl -X POST --json \'{"on":true}\' https://chat.example.com/api/flags',
  ],
  analyse,
};

function analyse(call: Call): Analysis {
  const line = parseCurl(call.argv);
  if (line.problem) return judged('unknown', `the option ${line.problem.spelling} is not understood`);
  const method = methodOf(line).toUpperCase();
  const urls = urlsOf(line);
  const [effect, reason] = judge(method, line, call);
  return judged(effect, reason, {
    operation: method,
    resources: urls.flatMap(({ value, index }) => {
      const host = call.unresolved.has(index) ? undefined : parseUrl(value)?.host;
      return host ? [{ type: 'http:host', id: host }] : [];
    }),
    arguments: urls.map(({ index }) => ({ index, resource: 'http:url' })),
  });
}

function judge(method: string, line: CommandLine, call: Call): [Effect, string] {
  if (hasOption(line, 'config') || hasOption(line, 'next')) return ['unknown', 'further requests stand elsewhere'];
  if (hasOption(line, 'aws-sigv4')) return ['unknown', 'a signed request to AWS'];
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'OPTIONS':
      return judgeRead(method, line, call);
    case 'POST':
    case 'PUT':
    case 'PATCH':
      return ['change', `${method} changes what it is sent to`];
    case 'DELETE':
      return ['destroy', 'DELETE takes away what it is sent to'];
    default:
      return ['unknown', `the method ${method} may do anything`];
  }
}

function judgeRead(method: string, line: CommandLine, call: Call): [Effect, string] {
  if (carriesBody(line)) return ['unknown', `${method} with a body may do anything`];
  if (hasOption(line, 'user') || hasOption(line, 'oauth2-bearer') || hasOption(line, 'cookie'))
    return ['unknown', `${method} with credentials may do anything`];
  const headers = allValues(line, 'header');
  if (headers.some((header) => SECRET_HEADER.test(header)))
    return ['unknown', `${method} with credentials may do anything`];
  if (headers.some((header) => HIDING_HEADER.test(header)))
    return ['unknown', `a header may make another method of ${method}`];
  const data = dataOptions(line).map(({ value }) => value ?? '');
  if (data.some((text) => ACTION.test(text) || text.includes('@')))
    return ['unknown', `asking with ${data.join(' ')} may start something`];
  for (const { value, index } of urlsOf(line)) {
    if (call.unresolved.has(index) && /^(?:\$\w+|\$\{[^}]*\}|\$\(.*\)|<[^>]*>)$/s.test(value))
      return ['unknown', 'which address is asked is not known yet'];
    const url = parseUrl(call.unresolved.has(index) ? withNames(value) : value);
    if (!url) return ['unknown', `${value} is not an address`];
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      return ['unknown', `${url.protocol}// is not a request that is understood`];
    const asked = decoded(url.pathname + url.search);
    if (ACTION.test(asked)) return ['unknown', `asking for ${asked} may start something`];
    const keys = [...url.searchParams.keys()];
    if (url.username || keys.some((key) => SECRET_KEY.test(key)))
      return ['unknown', `${method} with credentials may do anything`];
  }
  return ['read', `${method} reads`];
}

function decoded(text: string): string {
  return text.replace(/%[0-7][0-9a-f]/gi, (escaped) => String.fromCharCode(Number.parseInt(escaped.slice(1), 16)));
}

function carriesBody(line: CommandLine): boolean {
  const bodies = ['data', 'data-ascii', 'data-binary', 'data-raw', 'data-urlencode', 'json', 'form', 'upload-file'];
  return !hasOption(line, 'get') && bodies.some((name) => hasOption(line, name));
}

/** Puts a name where a part is not known yet. */
function withNames(text: string): string {
  return text.replace(/\$\{[^}]*\}|\$\([^)]*\)|\$\w+|<[^>]*>/g, 'x');
}
