import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import {
  DEFAULT_ACTION,
  type Inspected,
  type SampledRequest,
  type WafAction,
  type WafRule,
  type WebAclConfig,
} from './protocol.ts';
import { RateWindow } from './rate-window.ts';

/** Of each rule and action between two messages. */
const SAMPLES_MAX = 20;

interface Rule extends WafRule {
  matches(address: string, path: string, at: number): boolean;
  limited(at: number): string[];
}

/** Rules in order of which the first that allows or blocks decides; who counts only counts. */
export class WebAcl {
  #rules: Rule[] = [];
  readonly #counts = new Map<string, Inspected['counts'][number]>();
  #samples: SampledRequest[] = [];
  #reportedLimits = '{}';

  /** A rate-based rule that stays as it was goes on counting where it is. */
  configure({ rules }: WebAclConfig): void {
    this.#rules = rules.map((rule) => this.#rules.find((before) => isSame(before, rule)) ?? ruleOf(rule));
  }

  /** Whether a request may pass. */
  admits(incoming: IncomingMessage, at: number): boolean {
    const { url = '/', socket } = incoming;
    const address = socket.remoteAddress ?? '';
    for (const { name, action, matches } of this.#rules) {
      if (!matches(address, url, at)) continue;
      this.#note({ rule: name, action, at, address }, incoming);
      if (action !== 'COUNT') return action === 'ALLOW';
    }
    this.#note({ rule: DEFAULT_ACTION, action: 'ALLOW', at, address }, incoming);
    return true;
  }

  /** What happened since it was last asked; null for nothing. */
  take(at: number): Inspected | null {
    const limited = Object.fromEntries(this.#rules.map((rule) => [rule.name, rule.limited(at)]));
    const limits = JSON.stringify(limited);
    if (this.#counts.size === 0 && limits === this.#reportedLimits) return null;
    this.#reportedLimits = limits;
    const taken = { counts: [...this.#counts.values()], samples: this.#samples, limited };
    this.#counts.clear();
    this.#samples = [];
    return taken;
  }

  #note(
    { rule, action, at, address }: { rule: string; action: WafAction; at: number; address: string },
    { method = 'GET', url = '/', httpVersion, rawHeaders }: IncomingMessage,
  ): void {
    const key = `${action} ${rule}`;
    const count = this.#counts.get(key) ?? { rule, action, requests: 0 };
    this.#counts.set(key, count);
    count.requests += 1;
    if (count.requests > SAMPLES_MAX) return;
    const headers: [string, string][] = [];
    for (let i = 0; i < rawHeaders.length; i += 2) headers.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '']);
    this.#samples.push({ rule, action, at, clientIp: address, method, uri: url, httpVersion, headers });
  }
}

function isSame({ name, match, action }: Rule, other: WafRule): boolean {
  return name === other.name && action === other.action && JSON.stringify(match) === JSON.stringify(other.match);
}

function ruleOf(rule: WafRule): Rule {
  const { match } = rule;
  if ('addresses' in match) {
    const list = blockList(match.addresses);
    return { ...rule, matches: (address) => list.check(address, familyOf(address)), limited: () => [] };
  }
  const rate = new RateWindow(match.windowSeconds, match.limit);
  return {
    ...rule,
    matches: (address, path, at) => path.startsWith(match.pathPrefix) && rate.add(address, at),
    limited: (at) => rate.limited(at),
  };
}

function blockList(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits = ''] = cidr.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
