import type { Effect, ProgramGrammar } from '@steadyhand/contracts';
import { type Rule, tableGrammar } from '../tables/command-table.ts';
import { all } from '../tables/rules.ts';
import { VALUED } from './options.ts';

export function livekitGrammar(program: 'livekit-cli' | 'lk'): ProgramGrammar {
  const summary = 'Rooms, participants and tokens of LiveKit';
  return tableGrammar({ program, summary, examples: EXAMPLES[program], valued: VALUED, commands: COMMANDS });
}

const EXAMPLES = {
  'livekit-cli': ['livekit-cli list-rooms --url https://livekit.example.com'],
  lk: ['lk room list', 'lk room participants remove --room r1 u7', 'lk token create --join --room r1 -i u7'],
};

/** Commands of one effect; `--curl` prints the request besides, with the token that it carries. */
function each(effect: Effect, names: string): Record<string, Rule> {
  const rule: Rule = ({ has }) => (has('--curl') && effect === 'read' ? 'reveal' : effect);
  return Object.fromEntries(Object.keys(all(effect, names)).map((path) => [path, rule]));
}

const COMMANDS: Readonly<Record<string, Rule>> = {
  // As version 1 names them.
  ...each('read', 'list-rooms, list-room, list-participants, get-participant, list-egress'),
  ...each('change', 'create-room, update-room-metadata, remove-participant, update-participant, mute-track'),
  ...each('change', 'update-subscriptions, send-data, update-layout, update-stream, stop-egress, update-ingress'),
  ...each('change', 'start-room-composite-egress, start-web-egress, start-participant-egress, create-ingress'),
  ...each('change', 'start-track-composite-egress, start-track-egress'),
  ...each('destroy', 'delete-room, delete-ingress'),
  ...each('read', 'room list, room participants list, room participants get, egress list'),
  ...each('change', 'room create, room update, room participants remove, room participants update'),
  ...each('change', 'room participants forward, room participants move, room mute-track, room update-subscriptions'),
  ...each(
    'change',
    'room send-data, room update-metadata, room join, egress start, egress stop, egress update-layout, egress update-stream',
  ),
  ...each('change', 'ingress create, ingress update'),
  ...each('destroy', 'room delete, ingress delete'),
  ...each('read', 'dispatch list, dispatch get, agent list, agent status, agent versions, agent logs, agent secrets'),
  ...each('change', 'dispatch create, agent create, agent deploy, agent restart, agent rollback, agent update'),
  ...each('change', 'agent update-secrets, project add, project set-default, project remove'),
  ...each('destroy', 'dispatch delete, agent delete'),
  ...each('read', 'sip dispatch list'),
  ...each('change', 'sip inbound create, sip inbound update, sip outbound create, sip outbound update'),
  ...each('change', 'sip dispatch create, sip dispatch update, sip participant create, sip participant transfer'),
  ...each('destroy', 'sip inbound delete, sip outbound delete, sip dispatch delete'),
  // Tokens, the keys of streams, the passwords of trunks and the secrets of projects.
  ...all('reveal', 'create-token, token create, list-ingress, ingress list, app env, project list'),
  ...all('reveal', 'sip inbound list, sip outbound list'),
};
