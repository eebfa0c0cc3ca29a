/** The commands that are carried out here. What each prints is that of `lk` 2.12 (cmd/lk in its repository). */

export interface Command {
  action: ActionName;
  /** Options of its own, by name. */
  options: readonly string[];
  /** Of these, what must be given. */
  needs?: readonly string[];
}

export type ActionName = (typeof ACTIONS)[number];

const ACTIONS = [
  ...(['listRooms', 'listRoom', 'createRoom', 'deleteRoom', 'updateRoom', 'muteTrack', 'updateSubscriptions'] as const),
  ...(['listParticipants', 'getParticipant', 'removeParticipant', 'updateParticipant', 'sendData'] as const),
  ...(['forwardParticipant', 'moveParticipant', 'createToken', 'listEgress', 'listIngress'] as const),
] as const;

const ROOM = ['room'];
const WHO = ['room', 'identity'];
const LIMITS = ['min-playout-delay', 'max-playout-delay', 'sync-streams', 'empty-timeout', 'departure-timeout'];
const MUTE = ['track', 'mute', 'unmute'];
const SUBSCRIBE = ['track', 'subscribe', 'unsubscribe'];
const GRANTS = ['create', 'list', 'join', 'admin', 'egress', 'ingress', 'inference', 'allow-update-metadata'];
const ABOUT = ['allow-source', 'name', 'metadata', 'attribute', 'valid-for', 'grant', 'json', 'token-only'];
const TOKEN: Command = { action: 'createToken', options: [...WHO, ...GRANTS, ...ABOUT] };
const EGRESS: Command = { action: 'listEgress', options: ['id', 'room', 'active', 'json'] };
const INGRESS: Command = { action: 'listIngress', options: ['id', 'room', 'json'] };

export const COMMANDS: Readonly<Record<string, Command>> = {
  'list-rooms': { action: 'listRooms', options: ['json'] },
  'list-room': { action: 'listRoom', options: ROOM, needs: ROOM },
  'create-room': { action: 'createRoom', options: ['name', ...LIMITS], needs: ['name'] },
  'delete-room': { action: 'deleteRoom', options: ROOM, needs: ROOM },
  'update-room-metadata': { action: 'updateRoom', options: ['room', 'metadata'], needs: ROOM },
  'list-participants': { action: 'listParticipants', options: ROOM, needs: ROOM },
  'get-participant': { action: 'getParticipant', options: WHO, needs: WHO },
  'remove-participant': { action: 'removeParticipant', options: WHO, needs: WHO },
  'update-participant': { action: 'updateParticipant', options: [...WHO, 'metadata', 'permissions'], needs: WHO },
  'mute-track': { action: 'muteTrack', options: [...WHO, ...MUTE], needs: WHO },
  'update-subscriptions': { action: 'updateSubscriptions', options: [...WHO, ...SUBSCRIBE], needs: WHO },
  'send-data': { action: 'sendData', options: ['room', 'data', 'topic', 'participantID'], needs: ROOM },
  'create-token': TOKEN,
  'list-egress': EGRESS,
  'list-ingress': INGRESS,
  'room list': { action: 'listRooms', options: ['json'] },
  'room create': { action: 'createRoom', options: ['name', ...LIMITS] },
  'room delete': { action: 'deleteRoom', options: [] },
  'room update': { action: 'updateRoom', options: ['metadata'], needs: ['metadata'] },
  'room participants list': { action: 'listParticipants', options: [] },
  'room participants get': { action: 'getParticipant', options: WHO, needs: ROOM },
  'room participants remove': { action: 'removeParticipant', options: WHO, needs: ROOM },
  'room participants update': {
    action: 'updateParticipant',
    options: [...WHO, 'metadata', 'permissions'],
    needs: ROOM,
  },
  'room participants forward': { action: 'forwardParticipant', options: [...WHO, 'destination-room'], needs: WHO },
  'room participants move': { action: 'moveParticipant', options: [...WHO, 'destination-room'], needs: WHO },
  'room mute-track': { action: 'muteTrack', options: [...WHO, ...MUTE], needs: WHO },
  'room update-subscriptions': { action: 'updateSubscriptions', options: [...WHO, ...SUBSCRIBE], needs: WHO },
  'room send-data': { action: 'sendData', options: ['room', 'data', 'topic', 'identity'], needs: ROOM },
  'token create': TOKEN,
  'egress list': EGRESS,
  'ingress list': INGRESS,
};

/** The command that the words name, and how many of them do; null where it is none of these. */
export function commandOf(operands: readonly string[]): { command: Command; depth: number } | null {
  for (let depth = Math.min(operands.length, 3); depth > 0; depth--) {
    const path = operands.slice(0, depth).join(' ');
    const command = Object.hasOwn(COMMANDS, path) ? COMMANDS[path] : undefined;
    if (command) return { command, depth };
  }
  return null;
}
