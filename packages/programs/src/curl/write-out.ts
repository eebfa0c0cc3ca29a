import type { CurlError } from './curl-error.ts';
import type { Reply } from './transfer.ts';

/** What `-w` can tell about a finished transfer, failed ones included. */
export interface Outcome {
  /** As given on the command line. */
  url: string;
  effectiveUrl: string;
  method: string;
  reply: Reply | null;
  error: CurlError | null;
  redirects: number;
  redirectUrl: string;
  redirectMs: number;
  headerBytes: number;
  uploadBytes: number;
  fileName: string;
}

/** Expands a `--write-out` format. Text behind `%{stderr}` goes there until `%{stdout}`. */
export function writeOut(format: string, outcome: Outcome): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  let sink: keyof typeof output = 'stdout';
  const variables = variablesOf(outcome);
  for (const [part, name, letter] of format.matchAll(/%\{([^}]*)\}|\\([nrt])|%%|[\s\S]/g)) {
    if (name === 'stdout' || name === 'stderr') sink = name;
    else if (name !== undefined && variables[name] === undefined)
      output.stderr += `curl: unknown --write-out variable: '${name}'\n`;
    else if (name !== undefined) output[sink] += variables[name];
    else if (letter) output[sink] += { n: '\n', r: '\r', t: '\t' }[letter];
    else output[sink] += part === '%%' ? '%' : part;
  }
  return output;
}

function variablesOf(outcome: Outcome): Record<string, string | number> {
  const { reply, error, redirectMs } = outcome;
  const at = (ms: number | undefined): string => (ms ? ((ms + redirectMs) / 1000).toFixed(6) : '0.000000');
  const timings = reply?.timings;
  const code = String(reply?.status ?? 0).padStart(3, '0');
  const size = reply?.body.length ?? 0;
  return {
    ...(reply?.headers && headerVariables(reply)),
    content_type: reply?.headers['content-type'] ?? '',
    errormsg: error?.message.split('\n')[0] ?? '',
    exitcode: error?.code ?? 0,
    filename_effective: outcome.fileName,
    http_code: code,
    response_code: code,
    http_version: reply?.httpVersion ?? '0',
    method: outcome.method,
    num_connects: reply ? outcome.redirects + 1 : 0,
    num_redirects: outcome.redirects,
    redirect_url: outcome.redirectUrl,
    scheme: new URL(outcome.effectiveUrl).protocol.slice(0, -1).toUpperCase(),
    size_download: size,
    size_header: outcome.headerBytes,
    size_upload: outcome.uploadBytes,
    speed_download: timings ? Math.round(size / (timings.total / 1000)) : 0,
    ssl_verify_result: error?.code === 60 ? 1 : 0,
    time_appconnect: at(timings?.appConnect),
    time_connect: at(timings?.connect),
    time_namelookup: at(timings?.nameLookup || timings?.connect),
    time_pretransfer: at(timings?.appConnect || timings?.connect),
    time_redirect: (redirectMs / 1000).toFixed(6),
    time_starttransfer: at(timings?.startTransfer),
    time_total: at(timings?.total),
    url: outcome.url,
    url_effective: outcome.effectiveUrl,
  };
}

function headerVariables({ remote }: Reply): Record<string, string | number> {
  return { remote_ip: remote.address, remote_port: remote.port };
}
