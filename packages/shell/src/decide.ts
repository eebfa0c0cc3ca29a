import {
  atLeast,
  changesWorld,
  type Effect,
  type Environment,
  type Limits,
  type Needs,
  type Policy,
  type Preview,
  type Procedure,
  type Protection,
  type Role,
  RULES,
  type Rule,
  type Verdict,
} from '@steadyhand/contracts';

export interface DecisionInput {
  effect: Effect;
  mode: 'run' | 'dry-run';
  /** The environment's name. */
  environment: string;
  protection: Protection;
  /** The environment's own rules by effect; they come before the defaults. */
  policy: Policy;
  approvals: Environment['approvals'];
  limits: Limits;
  /** Nothing may be changed: an auditor's session, a check. */
  readOnly: boolean;
  /** Of whoever asked for the run. */
  role: Role;
  /** The requester approved commands of this effect beforehand (`--yes`). */
  granted: boolean;
  procedureKind: Procedure['kind'];
  /** The freeze that is on now, in words. */
  freeze: string | null;
  /** Set where there are maintenance windows and none is open: what becomes of a change then, and the windows in words. */
  outsideMaintenance: { rule: Rule; windows: string } | null;
  /** What the command would set a number of running things to, where it does. */
  scale: Preview['scale'] | null;
  /** In this environment, of all runs together, without this one. */
  changesInLastHour: number;
}

export interface Decision {
  verdict: Verdict;
  /** Why, in words: `change in a guarded environment: ask`. */
  reason: string;
  /** What is unusual, in words; whoever approves is shown them. */
  warnings: string[];
  /** Whose yes it takes, where the verdict is `ask`. */
  needs: Needs;
  /** It runs because of what was approved beforehand; without that it would be asked for. */
  byGrant: boolean;
}

/** Something unusual about a change, and the least that it takes. */
interface Concern {
  rule: 'ask' | 'refuse';
  text: string;
}

const CAREFUL: Record<Effect, Rule> = {
  local: 'run',
  read: 'run',
  reveal: 'ask',
  change: 'ask',
  unknown: 'ask',
  destroy: 'ask',
};

/**
 * What happens to a command. The strictest of these rules counts:
 *
 * | what | rule |
 * |---|---|
 * | effect | `local` and `read` run, others are asked for; the environment's `policy` may say otherwise |
 * | `destroy`, `unknown` in a protected environment | at least ask, and the environment's name must be typed |
 * | change* in a read-only session | refuse |
 * | anything but `local` and `read` by a viewer | refuse |
 * | change during a freeze | of an incident: ask, with a warning; of anything else: refuse |
 * | change outside of the maintenance windows | of an incident: nothing; else what `outsideMaintenance` says, with a warning |
 * | growth beyond both `desiredCountFactor` and `desiredCountStep` | ask, with a warning |
 * | some → 0 | what `scaleToZero` says, with a warning |
 * | `changesPerHour` reached | ask, with a warning |
 *
 * A rule that says `run` warns of nothing.
 *
 * *change: `change`, `unknown` and `destroy`. A dry run executes reads, holds every change and every secret that would be
 * asked for, and says what a run would have done.
 *
 * An approval takes one yes, which may be the requester's own, of a responder; of an approver for `destroy` and `unknown`
 * and wherever there is a warning. The environment's `approvals` may ask for more people, another person or a higher role,
 * never for a lower one. What was granted beforehand is the requester's yes: it counts where there is no warning, one yes
 * is enough, it may be the requester's, the role suffices, and nothing is to be typed.
 */
export function decide(input: DecisionInput): Decision {
  const { effect, mode, protection, readOnly, role } = input;
  const concerns = changesWorld(effect) ? concernsOf(input) : [];
  const warnings = concerns.map(({ text }) => text);
  const needs = needsOf(input, warnings.length > 0);
  const become = (verdict: Verdict, reason: string, byGrant = false): Decision => ({
    verdict,
    reason,
    warnings,
    needs,
    byGrant,
  });
  if (readOnly && changesWorld(effect)) return become('refuse', `${effect} in a read-only session`);
  const rule = strictest([ruleFor(input), ...concerns.map((concern) => concern.rule)]);
  const place = protection === 'open' ? 'an open' : `a ${protection}`;
  const reason = [`${effect} in ${place} environment: ${rule}`, ...warnings].join('; ');
  const held = changesWorld(effect) || (effect === 'reveal' && rule !== 'run');
  if (mode === 'dry-run' && held) return become('hold', `dry run; ${reason}`);
  if (role === 'viewer' && effect !== 'read' && effect !== 'local')
    return become('refuse', `${effect} by a viewer, who may only read`);
  if (rule === 'ask' && grantCovers(input, needs, warnings))
    return become('run', `${reason}; granted beforehand`, true);
  return become(rule, reason);
}

function ruleFor({ effect, policy, protection }: DecisionInput): Rule {
  const rule = policy[effect] ?? CAREFUL[effect];
  return mustBeTyped(effect, protection) ? strictest([rule, 'ask']) : rule;
}

function mustBeTyped(effect: Effect, protection: Protection): boolean {
  return protection === 'protected' && (effect === 'destroy' || effect === 'unknown');
}

function strictest(rules: readonly Rule[]): Rule {
  return RULES.findLast((rule) => rules.includes(rule)) ?? 'run';
}

function needsOf({ effect, approvals, protection, environment }: DecisionInput, warned: boolean): Needs {
  const said = approvals[effect];
  const least: Role = warned || effect === 'destroy' || effect === 'unknown' ? 'approver' : 'responder';
  return {
    approvers: said?.approvers ?? 1,
    role: said?.role !== undefined && atLeast(said.role, least) ? said.role : least,
    otherThanRequester: said?.otherThanRequester ?? false,
    typed: mustBeTyped(effect, protection) ? environment : null,
  };
}

function grantCovers({ granted, role }: DecisionInput, needs: Needs, warnings: readonly string[]): boolean {
  const oneOwnYes = needs.approvers === 1 && !needs.otherThanRequester && needs.typed === null;
  return granted && oneOwnYes && warnings.length === 0 && atLeast(role, needs.role);
}

function concernsOf(input: DecisionInput): Concern[] {
  const { freeze, outsideMaintenance, procedureKind, limits, changesInLastHour } = input;
  const incident = procedureKind === 'incident';
  const concerns: (Concern | null)[] = [
    freeze === null ? null : { rule: incident ? 'ask' : 'refuse', text: `a freeze is on: ${freeze}` },
    outsideMaintenance === null || incident
      ? null
      : concern(outsideMaintenance.rule, `outside of the maintenance windows: ${outsideMaintenance.windows}`),
    scaleConcern(input),
    changesInLastHour < limits.changesPerHour
      ? null
      : {
          rule: 'ask',
          text: `${changesInLastHour} changes in this environment within an hour: the limit is ${limits.changesPerHour}`,
        },
  ];
  return concerns.filter((one) => one !== null);
}

function scaleConcern({ scale, limits }: DecisionInput): Concern | null {
  if (!scale) return null;
  const { resource, from, to } = scale;
  const what = `desired count of ${resource} ${from} → ${to}`;
  if (to === 0) return from === 0 ? null : concern(limits.scaleToZero, `${what}: nothing is left running`);
  const times = from * limits.desiredCountFactor;
  const more = from + limits.desiredCountStep;
  if (to <= Math.max(times, more, from)) return null;
  const limit = times >= more ? `×${limits.desiredCountFactor}` : `+${limits.desiredCountStep}`;
  return { rule: 'ask', text: `${what}: more than ${limit}` };
}

function concern(rule: Rule, text: string): Concern | null {
  return rule === 'run' ? null : { rule, text };
}
