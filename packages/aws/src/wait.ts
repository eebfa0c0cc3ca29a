/** `aws <service> wait …`: polls until an acceptor of botocore's table matches (botocore/waiter.py, Apache-2.0). */
import type { AcceptorModel, WaiterModel } from '@steadyhand/aws-catalog';
import type { Caller } from './caller.ts';
import { CommandFailure, EXIT, ServiceFailure } from './failure.ts';
import type { Io } from './io.ts';
import { search } from './jmespath/search.ts';
import { equal } from './jmespath/values.ts';
import type { Tree, TreeObject } from './output/tree.ts';
import type { Params } from './schema.ts';

export async function wait(
  caller: Caller,
  waiter: { name: string; model: WaiterModel },
  request: { params: Params; io: Io },
): Promise<void> {
  const { model } = waiter;
  const fail = (reason: string) =>
    new CommandFailure(EXIT.other, `\nWaiter ${pascal(waiter.name)} failed: ${reason}\n`);
  let matched: AcceptorModel | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await poll(caller, request.params);
    const acceptor = model.acceptors.find((candidate) => accepts(candidate, answer));
    if (!acceptor && answer.error)
      throw fail(`An error occurred (${answer.error.code}): ${answer.error.message.trim()}`);
    if (acceptor?.state === 'success') return;
    if (acceptor?.state === 'failure')
      throw fail(`Waiter encountered a terminal failure state: ${explanation(acceptor)}`);
    matched = acceptor ?? matched;
    if (attempt >= model.maxAttempts) {
      throw fail(
        matched ? `Max attempts exceeded. Previously accepted state: ${explanation(matched)}` : 'Max attempts exceeded',
      );
    }
    await request.io.clock.sleep(model.delay * 1000, request.io.signal);
  }
}

interface Answer {
  tree: TreeObject;
  error: ServiceFailure | null;
}

async function poll(caller: Caller, params: Params): Promise<Answer> {
  try {
    return { tree: (await caller.call(params)).tree, error: null };
  } catch (error) {
    if (error instanceof ServiceFailure) return { tree: {}, error };
    throw error;
  }
}

function accepts(acceptor: AcceptorModel, { tree, error }: Answer): boolean {
  const { matcher, expected } = acceptor;
  if (matcher === 'status') return (error ? error.status : 200) === expected;
  if (matcher === 'error')
    return typeof expected === 'boolean' ? expected === (error !== null) : error?.code === expected;
  if (error) return false;
  const found = search(acceptor.argument ?? '@', tree);
  const matches = (item: Tree) => equal(item, expected);
  if (matcher === 'path') return matches(found);
  if (!Array.isArray(found) || found.length === 0) return false;
  return matcher === 'pathAll' ? found.every(matches) : found.some(matches);
}

function explanation({ matcher, argument, expected }: AcceptorModel): string {
  switch (matcher) {
    case 'path':
      return `For expression "${argument}" we matched expected path: "${expected}"`;
    case 'pathAll':
      return `For expression "${argument}" all members matched expected path: "${expected}"`;
    case 'pathAny':
      return `For expression "${argument}" we matched expected path: "${expected}" at least once`;
    case 'status':
      return `Matched expected HTTP status code: ${expected}`;
    case 'error':
      return `Matched expected service error code: ${expected}`;
  }
}

function pascal(name: string): string {
  return name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
}
