import {
  type Analysis,
  type Call,
  type Effect,
  type EffectRule,
  type ProgramGrammar,
  worstEffect,
} from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import { allValues, type CommandLine, hasOption } from '../command-line.ts';
import { fits, reasonOf } from '../rule-matching.ts';
import { CURL_OPTIONS, dataOptions, methodOf, parseCurl, parseUrl, urlsOf } from './options.ts';

/** Words in a path or query that say that asking for it does something. */
const ACTION =
  /(?:^|[^a-z])(?:cleanup|clean-up|run|delete|remove|reset|trigger|cron|purge|flush|restart|invalidate|drop|clear|kill|stop|shutdown|destroy|terminate|wipe|disable|execute|exec|invoke|deploy|rollback|migrate|rotate|revoke|drain|prune|redrive|replay|reindex|logout)(?:[^a-z]|$)/i;
const SECRET_KEY = /token|secret|password|passwd|signature|api[-_]?key|auth|credential/i;
/** Headers that stand for another method, or that stand in a file. */
const HIDING_HEADER = /^(?:@|x-(?:http-)?method(?:-override)?\s*[:;])/i;
const SECRET_HEADER = /^(?:authorization|proxy-authorization|cookie|x-[\w-]*(?:token|key|auth)[\w-]*)\s*:/i;

/** With the rules of a system for addresses whose GET may do anything. */
export function createCurlGrammar(rules: readonly EffectRule[]): ProgramGrammar {
  return { ...GRAMMAR, analyse: (call) => analyse(call, rules) };
}

const GRAMMAR: Omit<ProgramGrammar, 'analyse'> = {
  program: 'curl',
  summary: 'Makes an HTTP request',
  examples: [
    'curl -s https://chat.example.com/api/health',
    "curl -s -o /dev/null -w '%{http_code}' https://chat.example.com/health",
    'curl -X POST --json \'{"on":true}\' https://chat.example.com/api/flags',
  ],
  words: { commands: [], options: CURL_OPTIONS },
};

export const curlGrammar: ProgramGrammar = createCurlGrammar([]);

function analyse(call: Call, rules: readonly EffectRule[]): Analysis {
  const line = parseCurl(call.argv);
  if (line.problem) return judged('unknown', `the option ${line.problem.spelling} is not understood`);
  if (hasOption(line, 'help') || hasOption(line, 'version') || hasOption(line, 'manual'))
    return judged('local', 'prints help');
  const urls = urlsOf(line);
  const data = dataOptions(line).map(({ value }) => value ?? '');
  const request: HttpRequest = {
    method: methodOf(line).toUpperCase(),
    urls,
    headers: allValues(line, 'header'),
    hasBody: carriesBody(line),
    hasCredentials: CREDENTIALS.some((name) => hasOption(line, name)),
    query: hasOption(line, 'get') ? [...data, ...allValues(line, 'url-query')] : allValues(line, 'url-query'),
    writes: ['output', 'dump-header', 'cookie-jar', 'trace', 'trace-ascii', 'output-dir'].flatMap((name) =>
      allValues(line, name),
    ),
  };
  const analysis = judgeRequest(call, request, rules);
  if (hasOption(line, 'config') || hasOption(line, 'next'))
    return unsettled(analysis, 'further requests stand elsewhere');
  if (hasOption(line, 'aws-sigv4')) return unsettled(analysis, 'a signed request to AWS');
  if (hasOption(line, 'quote')) return unsettled(analysis, 'commands for the server are not looked at');
  return analysis;
}

function unsettled(analysis: Analysis, reason: string): Analysis {
  return analysis.effect === 'destroy' ? analysis : { ...analysis, effect: 'unknown', reason };
}

const CREDENTIALS = ['user', 'oauth2-bearer', 'cookie', 'netrc', 'cert', 'negotiate', 'ntlm', 'digest'];

export interface HttpRequest {
  /** In capitals. */
  method: string;
  /** With the index of the word in the call. */
  urls: readonly { value: string; index: number }[];
  headers: readonly string[];
  hasBody: boolean;
  hasCredentials: boolean;
  /** What is added to the address. */
  query?: readonly string[];
  /** Files that are written. */
  writes: readonly string[];
  /** A rule says what asking for it does. */
  isVouchedFor?: boolean;
}

/** What a request does, by its method and by what it asks for. */
export function judgeRequest(call: Call, request: HttpRequest, rules: readonly EffectRule[]): Analysis {
  const { method, urls } = request;
  const [effect, reason] = judgeByRules(call, request, rules);
  return judged(effect, reason, {
    operation: method,
    resources: urls.flatMap(({ value, index }) => {
      const host = call.unresolved.has(index) ? undefined : parseUrl(value)?.host;
      return host ? [{ type: 'http:host', id: host }] : [];
    }),
    arguments: urls.map(({ index }) => ({ index, resource: 'http:url' })),
  });
}

/** A rule vouches for its address: that credentials are sent, and what the path says, is in it already. */
function judgeByRules(call: Call, request: HttpRequest, rules: readonly EffectRule[]): [Effect, string] {
  const own = judge(call, request);
  const rule = rules.find((one) => isAbout(one, call, request));
  if (!rule) return own;
  const [besides, why] = judge(call, { ...request, isVouchedFor: true });
  if (besides === 'unknown') return [besides, why];
  const effect = worstEffect([besides, rule.effect]);
  return effect === own[0] ? own : [effect, effect === rule.effect ? reasonOf(rule) : why];
}

function isAbout(rule: EffectRule, call: Call, { method, urls, query = [] }: HttpRequest): boolean {
  const isMethod = rule.method === undefined ? /^(?:GET|HEAD|OPTIONS)$/.test(method) : rule.method === method;
  return (
    isMethod &&
    query.length === 0 &&
    urls.length > 0 &&
    urls.every(({ value, index }) => {
      const url = parseUrl(call.unresolved.has(index) ? withNames(value) : value);
      return url !== null && fits(rule.url ?? '', `${url.origin}${url.pathname}${url.search}`);
    })
  );
}

/** Folders of the machine that outlive the work at hand. */
const ELSEWHERE = /^\/(?!(?:var\/)?tmp\/|dev\/(?:null|stdout|stderr)$)/;

function judge(call: Call, request: HttpRequest): [Effect, string] {
  const { method, writes } = request;
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'OPTIONS': {
      const [effect, reason] = judgeRead(call, request);
      const file = writes.find((one) => ELSEWHERE.test(one));
      return effect === 'read' && file !== undefined ? ['change', `writes ${file}`] : [effect, reason];
    }
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

function judgeRead(
  call: Call,
  { method, urls, headers, hasBody, hasCredentials, query = [], isVouchedFor = false }: HttpRequest,
): [Effect, string] {
  if (hasBody) return ['unknown', `${method} with a body may do anything`];
  if (!isVouchedFor && (hasCredentials || headers.some((header) => SECRET_HEADER.test(header))))
    return ['unknown', `${method} with credentials may do anything`];
  if (headers.some((header) => HIDING_HEADER.test(header)))
    return ['unknown', `a header may make another method of ${method}`];
  if (query.some((text) => ACTION.test(text) || text.includes('@')))
    return ['unknown', `asking with ${query.join(' ')} may start something`];
  if (query.some((text) => SECRET_KEY.test(text.replace(/=.*$/s, ''))))
    return ['unknown', `${method} with credentials may do anything`];
  for (const { value, index } of urls) {
    if (call.unresolved.has(index) && /^(?:\$\w+|\$\{[^}]*\}|\$\(.*\)|<[^>]*>)$/s.test(value))
      return ['unknown', 'which address is asked is not known yet'];
    const url = parseUrl(call.unresolved.has(index) ? withNames(value) : value);
    if (!url) return ['unknown', `${value} is not an address`];
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      return ['unknown', `${url.protocol}// is not a request that is understood`];
    if (isVouchedFor) continue;
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
