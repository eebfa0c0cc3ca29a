import type { Clock } from '@steadyhand/contracts';

export interface CertificateAuthority {
  /** PEM certificate that clients must trust. */
  readonly certificate: string;
  issue(names: readonly string[]): Promise<{ key: string; cert: string }>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** An authority that lives as long as the range; its key never leaves this process. Certificates are dated by `wall`. */
export async function createAuthority(wall: Clock): Promise<CertificateAuthority> {
  const { generate } = await import('selfsigned');
  const validity = { notBeforeDate: new Date(wall.now() - DAY_MS), notAfterDate: new Date(wall.now() + 365 * DAY_MS) };
  const options = { keyType: 'ec', algorithm: 'sha256', ...validity } as const;
  const own = await generate([{ name: 'commonName', value: 'Steadyhand range' }], {
    ...options,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return {
    certificate: own.cert,
    async issue(names) {
      const issued = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
        ...options,
        ca: { key: own.private, cert: own.cert },
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'extKeyUsage', serverAuth: true },
          {
            name: 'subjectAltName',
            altNames: [...names.map((value) => ({ type: 2 as const, value })), { type: 7 as const, ip: '127.0.0.1' }],
          },
        ],
      });
      return { key: issued.private, cert: issued.cert };
    },
  };
}
