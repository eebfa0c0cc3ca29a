import { type EgressInfo, EgressStatus } from 'livekit-server-sdk';
import { drawTable } from './table.ts';
import type { Action } from './work.ts';

export const listEgress: Action = async ({ given, egress, output }) => {
  const ids = given.values('id');
  const roomName = given.value('room');
  const search = { active: given.has('active'), ...(roomName && { roomName }) };
  const found: EgressInfo[] = [];
  for (const query of ids.length > 0 ? ids.map((egressId) => ({ egressId })) : [search])
    found.push(...(await egress.listEgress(query)));
  if (given.has('json')) return output.json(found.map((item) => item.toJson()));
  const rows = found.map((item) => [
    ...[item.egressId, EgressStatus[item.status], ...sourceOf(item)],
    ...[item.startedAt === 0n ? '' : goTime(item.startedAt), item.error],
  ]);
  output.print(drawTable(['EgressID', 'Status', 'Type', 'Source', 'Started At', 'Error'], rows));
};

function sourceOf({ request }: EgressInfo): [type: string, source: string] {
  switch (request.case) {
    case 'roomComposite':
      return ['room_composite', request.value.roomName];
    case 'web':
      return ['web', request.value.url];
    case 'participant':
      return ['participant', `${request.value.roomName}/${request.value.identity}`];
    case 'trackComposite': {
      const tracks = [request.value.videoTrackId, request.value.audioTrackId].filter((id) => id !== '');
      return ['track_composite', `${request.value.roomName}/${tracks.join(',')}`];
    }
    case 'track':
      return ['track', `${request.value.roomName}/${request.value.trackId}`];
    default:
      return ['', ''];
  }
}

/** As Go prints a time in UTC. */
function goTime(nanoseconds: bigint): string {
  const [date, time] = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19).split('T');
  const fraction = String(nanoseconds % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${date} ${time}${fraction && `.${fraction}`} +0000 UTC`;
}

export const listIngress: Action = async ({ given, ingress, output }) => {
  const [roomName, ingressId] = [given.value('room'), given.value('id')];
  const found = await ingress.listIngress({ ...(roomName && { roomName }), ...(ingressId && { ingressId }) });
  output.secrets.push(...found.map(({ streamKey }) => streamKey).filter((key) => key !== ''));
  const items = found.map((item) => item.toJson());
  if (given.has('json')) return output.json(items.length === 0 ? {} : { items });
  const rows = found.map(({ name, streamKey, url, state, ...item }) => [
    ...[item.ingressId, name, item.roomName, streamKey, url],
    // The SDK does not give the names of the states out.
    ...(state === undefined
      ? ['', '']
      : [String((state.toJson() as { status?: string }).status ?? 'ENDPOINT_INACTIVE'), state.error]),
  ]);
  output.print(drawTable(['IngressID', 'Name', 'Room', 'StreamKey', 'URL', 'Status', 'Error'], rows));
};
