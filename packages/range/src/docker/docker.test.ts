import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  ListImagesCommand,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { DockerImage, DockerRequest, RangeControl } from '@steadyhand/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rangeFetch } from '../network/range-fetch.ts';
import { startRange } from '../range.ts';
import { echoService, fixtureOptions, fixtureStack, until } from '../testing/fixture-range.ts';

const cluster = 'fixture-test';
const service = 'fixture-echo';
const folder = mkdtempSync(join(tmpdir(), 'docker-test-'));
const context = join(folder, 'api');
let range: RangeControl;
let ecr: ECRClient;
let ecs: ECSClient;
let repository: string;

beforeAll(async () => {
  const stack = fixtureStack({
    repositories: [{ id: 'echo', name: 'fixture/echo' }],
    services: [echoService({ repository: 'echo', healthGraceSeconds: 1 })],
  });
  range = await startRange(
    fixtureOptions({ name: 'docker-test', stateFolder: join(folder, 'state'), speed: 5, stack }),
  );
  const { endpoint, region, credentials, account } = range.description;
  ecr = new ECRClient({ endpoint, region, credentials: { ...credentials } });
  ecs = new ECSClient({ endpoint, region, credentials: { ...credentials } });
  repository = `${account}.dkr.ecr.${region}.amazonaws.com/fixture/echo`;
  mkdirSync(context);
});

afterAll(async () => {
  await range?.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => write('main.ts', program('one')));

const write = (name: string, text: string) => writeFileSync(join(context, name), text);

/** Answers with its name and with the text of a file beside it. */
const program = (name: string) => `
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
const { PORT } = process.env;
const beside = (() => { try { return readFileSync('beside.txt', 'utf8'); } catch { return 'nothing'; } })();
createServer((request, response) => response.end('${name} ' + beside)).listen(Number(PORT));
`;

async function docker(request: DockerRequest): Promise<{ images?: DockerImage[]; error?: string }> {
  const response = await fetch(`${range.description.endpoint}/_range/docker`, {
    method: 'POST',
    body: JSON.stringify(request),
  });
  return (await response.json()) as { images?: DockerImage[]; error?: string };
}

async function buildAndPush(tag: string): Promise<string> {
  const reference = `${repository}:${tag}`;
  await docker({ command: 'build', context, tags: [reference] });
  const { images = [] } = await docker({ command: 'push', reference });
  return images[0]?.digest ?? '';
}

async function page(): Promise<string> {
  const inRange = rangeFetch(() => range.description.hosts, null);
  const response = await inRange(`http://${range.description.outputs.albDnsName}/`);
  return response.text();
}

/** Registers the service's definition with another image and deploys it. */
async function deploy(tag: string): Promise<void> {
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: service }));
  const { family, cpu, memory, networkMode, containerDefinitions = [] } = taskDefinition ?? {};
  const [container] = containerDefinitions;
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      ...{ family, cpu, memory, networkMode },
      containerDefinitions: [{ ...container, image: `${repository}:${tag}` }],
    }),
  );
  await ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition: service }));
}

describe('an image', () => {
  test('of the stack is tag 1 of its repository', async () => {
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['fixture/echo'] }));
    expect(repositories).toMatchObject([{ repositoryUri: repository, imageTagMutability: 'MUTABLE' }]);
    const { imageDetails } = await ecr.send(
      new DescribeImagesCommand({ repositoryName: 'fixture/echo', imageIds: [{ imageTag: '1' }] }),
    );
    expect(imageDetails).toMatchObject([{ imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }]);
  });

  test('that was pushed runs with the files beside it, and later edits of the folder do not change it', async () => {
    write('beside.txt', 'fish');
    const digest = await buildAndPush('2');
    write('beside.txt', 'bird');
    write('main.ts', program('later'));
    await deploy('2');
    await until(page, (text) => text === 'one fish');
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, serviceName: service }));
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    expect(tasks.map(({ containers }) => containers?.[0]?.imageDigest)).toContain(digest);
  });

  test('is another when a tag is pushed again, but not for what runs, until it is deployed again', async () => {
    write('main.ts', program('first'));
    const first = await buildAndPush('moving');
    await deploy('moving');
    await until(page, (text) => text.startsWith('first'));
    write('main.ts', program('second'));
    expect(await buildAndPush('moving')).not.toBe(first);
    await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 2 }));
    await until(
      async () => (await ecs.send(new ListTasksCommand({ cluster, serviceName: service }))).taskArns?.length,
      (count) => count === 2,
    );
    expect(await page()).toMatch(/^first/);
    await ecs.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true, desiredCount: 1 }));
    await until(page, (text) => text.startsWith('second'));
  });

  test('keeps out what .dockerignore names', async () => {
    write('.dockerignore', '# none\nbeside.*\n');
    write('beside.txt', 'secret');
    write('main.ts', program('careful'));
    await buildAndPush('ignoring');
    write('.dockerignore', '');
    await deploy('ignoring');
    expect(await until(page, (text) => text.startsWith('careful'))).toBe('careful nothing');
  });

  test('of a program that does not compile is not made', async () => {
    write('main.ts', 'const text = ;');
    const { error } = await docker({ command: 'build', context, tags: [`${repository}:bad`] });
    expect(error).toContain('Unexpected ";"');
    expect(await docker({ command: 'push', reference: `${repository}:bad` })).toEqual({
      error: `An image does not exist locally with the tag: ${repository}`,
    });
  });
});

describe('the repository', () => {
  test('lists, deletes and gives images another tag', async () => {
    const repositoryName = 'fixture/echo';
    const imageDigest = await buildAndPush('kept');
    const { images = [] } = await ecr.send(
      new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: 'kept' }] }),
    );
    const [{ imageManifest } = { imageManifest: '' }] = images;
    await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag: 'stable' }));
    const listed = await ecr.send(new ListImagesCommand({ repositoryName, filter: { tagStatus: 'TAGGED' } }));
    expect(listed.imageIds).toEqual(expect.arrayContaining([{ imageDigest, imageTag: 'stable' }]));
    const deleted = await ecr.send(
      new BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageTag: 'stable' }, { imageTag: 'no-such' }] }),
    );
    expect(deleted).toMatchObject({
      imageIds: [{ imageDigest, imageTag: 'stable' }],
      failures: [{ failureCode: 'ImageNotFound' }],
    });
  });

  test('refuses what is not there and what it does not do', async () => {
    await expect(ecr.send(new DescribeImagesCommand({ repositoryName: 'nobody' }))).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    });
    await expect(
      ecr.send(new DescribeImageScanFindingsCommand({ repositoryName: 'fixture/echo', imageId: { imageTag: '1' } })),
    ).rejects.toThrow('not implemented');
    expect((await docker({ command: 'push', reference: 'docker.io/library/redis:7' })).error).toContain('locally');
    expect((await docker({ command: 'pull', reference: 'docker.io/library/redis:7' })).error).toContain('no such host');
  });

  test('lets in whoever has its password', async () => {
    const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
    const token = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
    const registry = repository.replace(/\/.*$/, '');
    expect(await docker({ command: 'login', registry, password: token.replace(/^AWS:/, '') })).toEqual({ images: [] });
    expect((await docker({ command: 'login', registry, password: 'wrong' })).error).toContain('400 Bad Request');
  });
});
