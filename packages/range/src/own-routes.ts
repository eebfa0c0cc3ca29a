/** What the range answers beside AWS: its description, docker, and the programs in its containers. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DockerRequestSchema, type Handlers, PulumiRequestSchema, type RangeDescription } from '@steadyhand/contracts';
import { CREDENTIALS } from './credentials.ts';
import { Docker } from './docker/docker.ts';
import type { FirewallRules } from './network/firewall-rules.ts';
import { makeImage } from './program/image.ts';
import type { Pulumi } from './pulumi/pulumi.ts';
import type { Regions } from './region/regions.ts';
import { ProgramCallSchema, type ProgramsOptions, runProgram } from './session/run-program.ts';
import type { Site } from './site.ts';

export interface OwnRoutes {
  /** Undefined until the range is up. */
  describe(): RangeDescription | undefined;
  docker: Docker;
  pulumi: Pulumi;
  programs: ProgramsOptions;
}

export interface OwnRoutesOptions {
  site: Site;
  regions: Regions;
  pulumi: Pulumi;
  endpoint(): string;
  describe(): RangeDescription | undefined;
}

export function ownRoutes({ site, regions, pulumi, endpoint, describe }: OwnRoutesOptions): OwnRoutes {
  const { clock, folder, build, options, hosts, firewall } = site;
  const image = async (context: string) => {
    const program = await build(join(context, 'main.ts'));
    return makeImage({ context, program }, join(folder, 'images'));
  };
  let handlers: Promise<Handlers> | undefined;
  const { account, region } = regions.primary.world.names;
  return {
    describe,
    pulumi,
    docker: new Docker({ clock, image, registries: () => regions.all.map(({ world }) => world.images) }),
    programs: {
      handlers() {
        handlers ??= options.programs?.load() ?? Promise.resolve(new Map());
        return handlers;
      },
      clock,
      hosts: () => hosts.hosts,
      firewall: () => JSON.parse(readFileSync(firewall.file, 'utf8')) as FirewallRules,
      target: () => ({
        environment: options.name,
        kind: 'range',
        protection: 'open',
        account,
        region,
        endpoint: endpoint(),
        credentials: { ...CREDENTIALS },
        outputs: describe()?.outputs ?? {},
        ...caOf(describe()),
      }),
    },
  };
}

function caOf(description: RangeDescription | undefined): { ca?: string } {
  return description?.ca ? { ca: description.ca } : {};
}

export async function answerOwn(request: IncomingMessage, response: ServerResponse, routes: OwnRoutes): Promise<void> {
  const json = (status: number, body: unknown) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  // Every page in a browser on this machine could send such a request; browsers say so, programs do not.
  if (request.method !== 'GET' && request.headers.origin !== undefined) return json(403, { error: 'not for browsers' });
  switch (`${request.method} ${request.url}`) {
    case 'GET /_range': {
      const description = routes.describe();
      if (!description) return void response.writeHead(503, { 'retry-after': '1' }).end();
      return json(200, description);
    }
    case 'POST /_range/docker': {
      const asked = DockerRequestSchema.safeParse(await bodyOf(request));
      if (!asked.success) return json(400, { error: asked.error.message });
      const answer = await routes.docker.answer(asked.data);
      return json('error' in answer ? 400 : 200, answer);
    }
    case 'POST /_range/pulumi': {
      const asked = PulumiRequestSchema.safeParse(await bodyOf(request));
      if (!asked.success) return json(400, { error: asked.error.message });
      const answer = await routes.pulumi.answer(asked.data);
      return json('error' in answer ? 400 : 200, answer);
    }
    case 'POST /_range/program': {
      const call = ProgramCallSchema.safeParse(await bodyOf(request));
      if (!call.success) return json(400, { error: call.error.message });
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      return json(200, await runProgram(call.data, routes.programs, gone.signal));
    }
    default:
      return void response.writeHead(404).end();
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await text(request));
  } catch {
    return null;
  }
}
