/** What botocore changes in single operations, on the way in and out (botocore/handlers.py, Apache-2.0). */
import { isObject, type Tree, type TreeObject } from './output/tree.ts';
import type { Params } from './schema.ts';

/** Text that the API wants in base64. */
export function transformInput(service: string, operation: string, params: Params): Params {
  if (service !== 'ec2' || operation !== 'RunInstances' || typeof params.UserData !== 'string') return params;
  return { ...params, UserData: Buffer.from(params.UserData).toString('base64') };
}

const POLICY_MEMBERS = new Set(['AssumeRolePolicyDocument', 'PolicyDocument', 'Document']);

export function transformOutput(service: string, operation: string, tree: TreeObject): TreeObject {
  if (service === 'iam') return mapStrings(tree, decodePolicy) as TreeObject;
  if (service === 'cloudformation' && operation === 'GetTemplate')
    return mapStrings(tree, decodeTemplate) as TreeObject;
  if (service === 'ec2' && operation === 'GetConsoleOutput') return mapStrings(tree, decodeConsole) as TreeObject;
  if (operation === 'GetBucketLocation') return { LocationConstraint: null, ...tree };
  return tree;
}

function mapStrings(tree: Tree, change: (key: string, text: string) => Tree, key = ''): Tree {
  if (typeof tree === 'string') return change(key, tree);
  if (Array.isArray(tree)) return tree.map((item) => mapStrings(item, change, key));
  if (!isObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, item]) => [name, mapStrings(item, change, name)]));
}

function decodePolicy(key: string, text: string): Tree {
  return POLICY_MEMBERS.has(key) ? parsed(decodeURIComponent(text), text) : text;
}

function decodeTemplate(key: string, text: string): Tree {
  return key === 'TemplateBody' ? parsed(text, text) : text;
}

function decodeConsole(key: string, text: string): Tree {
  return key === 'Output' ? Buffer.from(text, 'base64').toString('latin1') : text;
}

function parsed(json: string, otherwise: string): Tree {
  try {
    return JSON.parse(json) as Tree;
  } catch {
    return otherwise;
  }
}
