import { type CommandLine, type GivenOption, optionTable, parseCommandLine, spellings } from '../command-line.ts';

const CARRIED_OUT = [
  '-A, --user-agent=',
  '-b, --cookie=',
  '-d, --data=',
  '--data-ascii=',
  '--data-binary=',
  '--data-raw=',
  '--data-urlencode=',
  '-D, --dump-header=',
  '-e, --referer=',
  '-f, --fail',
  '--fail-with-body',
  '-G, --get',
  '-H, --header=',
  '-i, --include',
  '-I, --head',
  '--json=',
  '-k, --insecure',
  '--cacert=',
  '--compressed',
  '--connect-timeout=',
  '-L, --location',
  '-m, --max-time=',
  '--max-redirs=',
  '-o, --output=',
  '-O, --remote-name',
  '--oauth2-bearer=',
  '-X, --request=',
  '--retry=',
  '--retry-all-errors',
  '--retry-connrefused',
  '--retry-delay=',
  '-s, --silent',
  '-S, --show-error',
  '-u, --user=',
  '--url=',
  '-v, --verbose',
  '-w, --write-out=',
];

/** Options that change nothing here: there is no progress meter, no terminal, no second protocol. */
const WITHOUT_EFFECT = [
  '-#, --progress-bar',
  '--no-progress-meter',
  '-4, --ipv4',
  '-6, --ipv6',
  '-g, --globoff',
  '-N, --no-buffer',
  '-q, --disable',
  '-1, --tlsv1',
  '--tlsv1.2',
  '--tlsv1.3',
  '-0, --http1.0',
  '--http1.1',
  '--http2',
  '--no-keepalive',
  '--tcp-nodelay',
  '--basic',
  '--create-dirs',
  '--proto=',
  '--proto-redir=',
];

/** Options of curl that are understood when judging and refused when running. */
const REFUSED = [
  '-a, --append',
  '-c, --cookie-jar=',
  '-C, --continue-at=',
  '-E, --cert=',
  '--key=',
  '--capath=',
  '--connect-to=',
  '-F, --form=',
  '--form-string=',
  '--interface=',
  '-J, --remote-header-name',
  '-K, --config=',
  '--limit-rate=',
  '--location-trusted',
  '-M, --manual',
  '-h, --help',
  '-V, --version',
  '-n, --netrc',
  '--next',
  '--output-dir=',
  '-p, --proxytunnel',
  '-P, --ftp-port=',
  '-Q, --quote=',
  '-r, --range=',
  '-R, --remote-time',
  '--resolve=',
  '-T, --upload-file=',
  '--trace=',
  '--trace-ascii=',
  '--unix-socket=',
  '--url-query=',
  '-x, --proxy=',
  '--noproxy=',
  '-y, --speed-time=',
  '-Y, --speed-limit=',
  '-z, --time-cond=',
  '-Z, --parallel',
  '--digest',
  '--negotiate',
  '--ntlm',
  '--aws-sigv4=',
  '--post301',
  '--post302',
  '--post303',
  '--retry-max-time=',
];

const refusedNames: ReadonlySet<string> = new Set(REFUSED.map((line) => line.replace('=', '').replace(/.*--/, '')));

/** Those that are carried out. */
export const CURL_OPTIONS: readonly string[] = spellings(optionTable([...CARRIED_OUT, ...WITHOUT_EFFECT]));

const KNOWN = optionTable([...CARRIED_OUT, ...WITHOUT_EFFECT, ...REFUSED]);

export function parseCurl(argv: readonly string[]): CommandLine {
  return parseCommandLine(argv, KNOWN, { permute: true, abbreviate: true });
}

/** The first option that is curl's, but not carried out. */
export function refusedOption(line: CommandLine): string | null {
  const found = line.options.find(({ name }) => refusedNames.has(name));
  return found ? `--${found.name}` : null;
}

/** URLs in the order given, with the index of their word. */
export function urlsOf(line: CommandLine): { value: string; index: number }[] {
  const named = line.options.flatMap(({ name, value, index }) => (name === 'url' && value ? [{ value, index }] : []));
  return [...named, ...line.operands].sort((a, b) => a.index - b.index);
}

const DATA_OPTIONS = ['data', 'data-ascii', 'data-binary', 'data-raw', 'data-urlencode', 'json'];

/** The options that make up a request body, in order. */
export function dataOptions(line: CommandLine): GivenOption[] {
  return line.options.filter(({ name }) => DATA_OPTIONS.includes(name));
}

/** The method that curl would use. */
export function methodOf(line: CommandLine): string {
  const has = (name: string): boolean => line.options.some((option) => option.name === name);
  const named = line.options.findLast(({ name }) => name === 'request')?.value;
  if (named) return named;
  if (has('head')) return 'HEAD';
  if (has('get')) return 'GET';
  if (has('upload-file')) return 'PUT';
  return dataOptions(line).length > 0 || has('form') || has('form-string') ? 'POST' : 'GET';
}

/** As curl reads it: `http` where no scheme is given. Null when it is not a URL. */
export function parseUrl(text: string): URL | null {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  return /\s/.test(text) || text === '' || !URL.canParse(withScheme) ? null : new URL(withScheme);
}
