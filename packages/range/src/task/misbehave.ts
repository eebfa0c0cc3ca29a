/** What is wrong with the program of a bad image; its main module calls this and loads the real program afterwards. */
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';

export interface Misbehaviour {
  behaviour: 'crash' | 'unhealthy' | 'errors' | 'slow';
  /** Of `errors`: share of requests that fail, 0 to 1. */
  errorRate: number;
  /** Of `slow`. */
  latencyMs: number;
  healthPaths: readonly string[];
}

export function misbehave(options: Misbehaviour): void {
  if (options.behaviour === 'crash') throw new TypeError('required setting is missing: FEATURE_FLAGS_URL');
  const emit = Server.prototype.emit;
  const answer = answerOf(options);
  function wrongly(this: Server, ...args: [string, ...unknown[]]): boolean {
    const goOn = () => Reflect.apply(emit, this, args) as boolean;
    const [event, ...rest] = args;
    if (event !== 'request') return goOn();
    const [request, response] = rest as [IncomingMessage, ServerResponse];
    answer(request, response, goOn);
    return true;
  }
  Server.prototype.emit = wrongly as typeof emit;
}

type Answer = (request: IncomingMessage, response: ServerResponse, goOn: () => void) => void;

function answerOf({ behaviour, errorRate, latencyMs, healthPaths }: Misbehaviour): Answer {
  const isHealth = ({ url = '' }: IncomingMessage) => healthPaths.includes(url.replace(/\?.*$/, ''));
  // Spread evenly, so that the share is right for few requests too.
  let owed = 0;
  return (request, response, goOn) => {
    if (behaviour === 'unhealthy' && isHealth(request)) return fail(request, response);
    if (behaviour === 'unhealthy' || isHealth(request)) return goOn();
    if (behaviour === 'slow') return void setTimeout(goOn, latencyMs);
    owed += errorRate;
    if (owed < 1) return goOn();
    owed -= 1;
    fail(request, response);
  };
}

function fail({ method, url }: IncomingMessage, response: ServerResponse): void {
  process.stderr.write(`ERROR ${method} ${url}: TypeError: Cannot read properties of undefined (reading 'id')\n`);
  response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"Internal Server Error"}');
}
