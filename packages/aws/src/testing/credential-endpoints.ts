/**
 * One server in place of everything that gives credentials (STS, the portal of SSO, a container's endpoint, an instance's
 * metadata) and of a service that takes them: it keeps who signed each request.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Asked {
  operation: string;
  /** Access key that signed it; empty for none. */
  key: string;
  /** Of a query request. */
  form: Readonly<Record<string, string>>;
}

export interface CredentialEndpoints {
  url: string;
  asked: Asked[];
  close(): Promise<void>;
}

export interface EndpointOptions {
  account?: string;
  /** How long the credentials of a role are good for. */
  lifetimeMs?: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Roles that may not be assumed. */
  refused?: readonly string[];
}

const HOUR_MS = 3_600_000;

export async function startCredentialEndpoints(options: EndpointOptions = {}): Promise<CredentialEndpoints> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    answer(request, { response, asked, options }).catch((error: Error) => response.writeHead(500).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Place {
  response: ServerResponse;
  asked: Asked[];
  options: EndpointOptions;
}

async function answer(request: IncomingMessage, { response, asked, options }: Place): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here');
  const form = Object.fromEntries(new URLSearchParams(await text(request)));
  const key = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const target = String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  const operation = form.Action ?? (target || `${request.method} ${pathname}`);
  asked.push({ operation, key, form });
  const { now = Date.now, lifetimeMs = HOUR_MS } = options;
  const ends = new Date(now() + lifetimeMs).toISOString();
  const json = (body: unknown, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const keys = (name: string) => ({ AccessKeyId: name, SecretAccessKey: 'x', Token: 't', Expiration: ends });
  switch (operation) {
    case 'AssumeRole':
    case 'AssumeRoleWithWebIdentity':
      return void answerRole({ operation, form, ends, response, options });
    case 'GetCallerIdentity':
      return void response.end(identity(options.account ?? '111122223333'));
    case 'GET /federation/credentials': {
      const good = request.headers['x-amz-sso_bearer_token'] === 'good';
      const accessKeyId = `ASIASSO${searchParams.get('role_name')}`;
      const roleCredentials = { accessKeyId, secretAccessKey: 'x', sessionToken: 't', expiration: Date.parse(ends) };
      return void (good ? json({ roleCredentials }) : json({ message: 'Session token not found or invalid' }, 401));
    }
    case 'GET /container':
      return void json(keys(`ASIACONTAINER${request.headers.authorization ?? ''}`));
    case 'PUT /latest/api/token':
      return void response.writeHead(200, { 'x-aws-ec2-metadata-token-ttl-seconds': '60' }).end('imds-token');
    case 'GET /latest/meta-data/iam/security-credentials/':
      return void response.end('instance');
    case 'GET /latest/meta-data/iam/security-credentials/instance':
      return void json({ Code: 'Success', Type: 'AWS-HMAC', LastUpdated: ends, ...keys('ASIAINSTANCE') });
    default:
      return void json({});
  }
}

interface RoleAnswer extends Pick<Place, 'response' | 'options'> {
  operation: string;
  form: Readonly<Record<string, string>>;
  ends: string;
}

function answerRole({ operation, form, ends, response, options }: RoleAnswer): void {
  const role = form.RoleArn ?? '';
  if (options.refused?.includes(role)) {
    const message = `User is not authorized to perform: sts:${operation} on resource: ${role}`;
    const error = `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
    response.writeHead(403).end(`<ErrorResponse>${error}</ErrorResponse>`);
    return;
  }
  const name = `${operation === 'AssumeRole' ? 'ASIAROLE' : 'ASIAWEB'}${role.split('/').at(-1)}`;
  const credentials = `<AccessKeyId>${name}</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${ends}</Expiration>`;
  response.end(
    `<${operation}Response><${operation}Result><Credentials>${credentials}</Credentials></${operation}Result></${operation}Response>`,
  );
}

function identity(account: string): string {
  const result = `<Arn>arn:aws:iam::${account}:user/ada</Arn><UserId>U</UserId><Account>${account}</Account>`;
  return `<GetCallerIdentityResponse><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
}
