import { ParticipantInfo_State, ParticipantPermission } from 'livekit-server-sdk';
import type { Given } from './given.ts';
import { LivekitError } from './livekit-error.ts';
import type { Action } from './work.ts';

function who(given: Given): [room: string, identity: string] {
  return [given.value('room'), given.named('identity')];
}

export const listParticipants: Action = async ({ given, rooms, output }) => {
  const participants = await rooms.listParticipants(given.value('room') || given.first());
  for (const { identity, state, tracks } of participants)
    output.print(`${identity} (${ParticipantInfo_State[state]})\t tracks: ${tracks.length}\n`);
};

export const getParticipant: Action = async ({ given, rooms, output }) => {
  const participant = await rooms.getParticipant(...who(given));
  output.json(participant.toJson());
};

export const removeParticipant: Action = async ({ given, rooms, output }) => {
  const [room, identity] = who(given);
  await rooms.removeParticipant(room, identity);
  output.print(`successfully removed participant ${identity}\n`);
};

export const updateParticipant: Action = async ({ given, rooms, output }) => {
  const [room, identity] = who(given);
  const metadata = given.value('metadata');
  const permissions = given.value('permissions');
  if (metadata === '' && permissions === '') throw new LivekitError('either metadata or permissions must be set');
  const changes = {
    ...(metadata === '' ? {} : { metadata }),
    ...(permissions === ''
      ? {}
      : { permission: merged((await rooms.getParticipant(room, identity)).permission, permissions) }),
  };
  output.print('updating participant...\n');
  output.json({ room, identity, ...changes, ...(changes.permission && { permission: changes.permission.toJson() }) });
  await rooms.updateParticipant(room, identity, changes);
  output.print('participant updated.\n');
};

/** What is not given stays as it is. */
function merged(permission: ParticipantPermission | undefined, text: string): ParticipantPermission {
  try {
    return new ParticipantPermission(permission).fromJsonString(text);
  } catch (error) {
    throw new LivekitError(`--permissions: ${(error as Error).message}`);
  }
}

export const forwardParticipant: Action = async (work) => {
  const [room, identity, destination] = whereTo(work.given);
  await work.rooms.forwardParticipant(room, identity, destination);
  work.output.print(`successfully forwarded participant ${identity} from ${room} to ${destination}\n`);
};

export const moveParticipant: Action = async (work) => {
  const [room, identity, destination] = whereTo(work.given);
  await work.rooms.moveParticipant(room, identity, destination);
  work.output.print(`successfully moved participant ${identity} from ${room} to ${destination}\n`);
};

function whereTo(given: Given): [room: string, identity: string, destination: string] {
  const destination = given.value('destination-room');
  if (destination === '') throw new LivekitError('destination-room is required');
  return [...who(given), destination];
}
