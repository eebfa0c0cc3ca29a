import { DataPacket_Kind } from 'livekit-server-sdk';
import { drawTable } from './table.ts';
import type { Action } from './work.ts';

export const listRooms: Action = async ({ given, rooms, output }) => {
  const found = await rooms.listRooms([...given.args]);
  if (given.has('json')) return output.json(found.length === 0 ? {} : { rooms: found.map((room) => room.toJson()) });
  const rows = found.map(({ sid, name, numParticipants, numPublishers }) => [
    ...[sid, name],
    ...[String(numParticipants), String(numPublishers)],
  ]);
  output.print(drawTable(['RoomID', 'Name', 'Participants', 'Publishers'], rows));
};

export const listRoom: Action = async ({ given, rooms, output }) => {
  const name = given.value('room');
  const [room] = await rooms.listRooms([name]);
  if (room) output.json(room.toJson());
  else output.print(`there is no matching room with name: ${name}\n`);
};

export const createRoom: Action = async ({ given, rooms, output }) => {
  const name = given.named('name');
  const settings = {
    minPlayoutDelay: given.count('min-playout-delay'),
    maxPlayoutDelay: given.count('max-playout-delay'),
    syncStreams: given.has('sync-streams') || undefined,
    emptyTimeout: given.count('empty-timeout'),
    departureTimeout: given.count('departure-timeout'),
  };
  const set = Object.entries(settings).filter(([, value]) => value !== undefined);
  const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  for (const [setting, value] of set) output.print(`setting ${words(setting)}: ${value}\n`);
  const room = await rooms.createRoom({ name, ...Object.fromEntries(set) });
  output.json(room.toJson());
};

export const deleteRoom: Action = async ({ given, rooms, output }) => {
  const room = given.value('room') || given.first();
  await rooms.deleteRoom(room);
  output.print(`deleted room ${room}\n`);
};

export const updateRoom: Action = async ({ given, rooms, output }) => {
  const room = await rooms.updateRoomMetadata(given.value('room') || given.first(), given.value('metadata'));
  output.print('Updated room metadata\n');
  output.json(room.toJson());
};

export const muteTrack: Action = async ({ given, rooms, output }) => {
  const track = given.named('track');
  const isMuted = given.either('mute', 'unmute');
  await rooms.mutePublishedTrack(given.value('room'), given.value('identity'), track, isMuted);
  output.print(`${isMuted ? 'Muted' : 'Unmuted'} track [${track}]\n`);
};

export const updateSubscriptions: Action = async ({ given, rooms, output }) => {
  const tracks = [...given.values('track'), ...given.args];
  const subscribes = given.either('subscribe', 'unsubscribe');
  await rooms.updateSubscriptions(given.value('room'), given.value('identity'), tracks, subscribes);
  output.print(`${subscribes ? 'Subscribed to' : 'Unsubscribed from'} tracks [${tracks.join(' ')}]\n`);
};

export const sendData: Action = async ({ given, rooms, output }) => {
  const room = given.value('room');
  const topic = given.value('topic');
  await rooms.sendData(room, Buffer.from(given.named('data')), DataPacket_Kind.RELIABLE, {
    destinationIdentities: given.values('identity'),
    destinationSids: given.values('participantID'),
    ...(topic === '' ? {} : { topic }),
  });
  output.print(`successfully sent data to room ${room}\n`);
};
