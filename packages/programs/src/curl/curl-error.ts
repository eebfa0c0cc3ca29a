/** A failure with curl's own exit code; the message is what curl prints behind `curl: (code) `. */
export class CurlError extends Error {
  readonly code: number;
  /** Printed below, even where `-s` hides the message. */
  readonly note: string | null;

  constructor(code: number, message: string, note: string | null = null) {
    super(message);
    this.code = code;
    this.note = note;
  }
}

const CERTIFICATE_PROBLEMS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to get local issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'unable to get issuer certificate',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
};

const MORE_ABOUT_CERTIFICATES = `
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.`;

/** The failure of a connection in curl's words. `elapsedMs` counts from the start of the connection. */
export function connectionError(error: NodeJS.ErrnoException, url: URL, elapsedMs: number): CurlError {
  const code = error.code ?? '';
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const problem = CERTIFICATE_PROBLEMS[code];
  if (problem) return new CurlError(60, `SSL certificate problem: ${problem}${MORE_ABOUT_CERTIFICATES}`);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return new CurlError(
      60,
      `SSL: no alternative certificate subject name matches target host name '${host}'${MORE_ABOUT_CERTIFICATES}`,
    );
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new CurlError(6, `Could not resolve host: ${host}`);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return new CurlError(35, `SSL connect error: ${error.message}`);
  const failed = `Failed to connect to ${host} port ${port} after ${Math.round(elapsedMs)} ms`;
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return new CurlError(7, `${failed}: Couldn't connect to server`);
  if (code === 'ETIMEDOUT') return new CurlError(28, `${failed}: Timeout was reached`);
  if (code === 'ECONNRESET' && /socket hang up/.test(error.message))
    return new CurlError(52, 'Empty reply from server');
  if (code === 'ECONNRESET') return new CurlError(56, 'Recv failure: Connection reset by peer');
  if (code.startsWith('HPE_')) return new CurlError(1, 'Received HTTP/0.9 when not allowed');
  return new CurlError(56, error.message);
}
