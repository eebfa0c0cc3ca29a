/**
 * A server that speaks LiveKit's Twirp API as livekit-server 1.8 does (pkg/service/{auth,roomservice}.go): tokens are
 * checked by signature, time and grant, rooms and participants really go away, answers have the names of the .proto files.
 */
import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

export const KEY = 'APIkeyOfTheTest';
export const SECRET = 'secret-of-the-test-that-is-long-enough';

interface Participant {
  sid: string;
  identity: string;
  state: string;
  metadata: string;
  tracks: { sid: string; muted: boolean }[];
  permission: Record<string, unknown>;
}

interface Room {
  sid: string;
  name: string;
  empty_timeout: number;
  metadata: string;
  participants: Map<string, Participant>;
}

interface Grants {
  roomCreate?: boolean;
  roomList?: boolean;
  roomAdmin?: boolean;
  roomRecord?: boolean;
  ingressAdmin?: boolean;
  room?: string;
  destinationRoom?: string;
}

/** Members of all requests; those that are given depend on the method. */
interface Body {
  names?: string[];
  name?: string;
  emptyTimeout?: number;
  room?: string;
  roomName?: string;
  identity?: string;
  destinationRoom?: string;
  trackSid?: string;
  muted?: boolean;
  metadata?: string;
  permission?: Record<string, unknown>;
  data?: string;
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const notFound = (what: string): Refusal => new Refusal(404, 'not_found', what);

export class TestLivekit {
  readonly rooms = new Map<string, Room>();
  /** What was sent into rooms. */
  readonly data: Body[] = [];
  /** Methods that were asked for, refused ones too. */
  readonly asked: string[] = [];
  port = 0;
  #server: http.Server | null = null;

  async start(tls?: { key: Buffer; cert: Buffer }): Promise<void> {
    const handle: http.RequestListener = (request, response) => void this.#answer(request, response);
    const server = tls ? https.createServer(tls, handle) : http.createServer(handle);
    this.#server = server;
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    this.port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    await new Promise((done) => (server ? server.close(done) : done(null)));
  }

  addRoom(name: string, identities: readonly string[] = []): void {
    const participants = identities.map((identity): [string, Participant] => {
      const tracks = [{ sid: `TR_${identity}`, muted: false }];
      const permission = { can_subscribe: true, can_publish: true };
      return [identity, { sid: `PA_${identity}`, identity, state: 'ACTIVE', metadata: '', tracks, permission }];
    });
    const room = { sid: `RM_${name}`, name, empty_timeout: 300, metadata: '', participants: new Map(participants) };
    this.rooms.set(name, room);
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const method = /^\/twirp\/livekit\.(\w+\/\w+)$/.exec(request.url ?? '')?.[1] ?? '';
    this.asked.push(method);
    try {
      const grants = verified(request.headers.authorization ?? '');
      const answer = this.#perform(method, JSON.parse(Buffer.concat(chunks).toString()) as Body, grants);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message, status } = error;
      const isTwirp = code !== '';
      response.writeHead(status, { 'Content-Type': isTwirp ? 'application/json' : 'text/plain; charset=utf-8' });
      response.end(isTwirp ? JSON.stringify({ code, msg: message }) : message);
    }
  }

  #perform(method: string, body: Body, grants: Grants): unknown {
    const need = (isGranted: boolean | undefined): void => {
      if (!isGranted) throw new Refusal(401, 'unauthenticated', 'permissions denied');
    };
    const inRoom = METHODS[method];
    if (inRoom) {
      need(grants.roomAdmin && grants.room === body.room);
      if (body.destinationRoom) need(grants.destinationRoom === body.destinationRoom);
      return inRoom(this, body);
    }
    switch (method) {
      case 'RoomService/ListRooms':
        need(grants.roomList);
        return {
          rooms: [...this.rooms.values()]
            .filter(({ name }) => !body.names?.length || body.names.includes(name))
            .map(shownRoom),
        };
      case 'RoomService/CreateRoom':
        need(grants.roomCreate);
        this.addRoom(body.name ?? '');
        Object.assign(this.#room(body.name ?? ''), { empty_timeout: body.emptyTimeout ?? 300 });
        return shownRoom(this.#room(body.name ?? ''));
      case 'RoomService/DeleteRoom':
        need(grants.roomCreate);
        if (!this.rooms.delete(body.room ?? '')) throw notFound('requested room does not exist');
        return {};
      case 'Egress/ListEgress':
        need(grants.roomRecord);
        return { items: [EGRESS].filter(({ room_name }) => !body.roomName || body.roomName === room_name) };
      case 'Ingress/ListIngress':
        need(grants.ingressAdmin);
        return { items: [INGRESS] };
      default:
        throw new Refusal(404, 'bad_route', `no handler for path "/twirp/livekit.${method}"`);
    }
  }

  #room(name: string): Room {
    const room = this.rooms.get(name);
    if (!room) throw notFound('requested room does not exist');
    return room;
  }

  roomOf({ room }: Body): Room {
    return this.#room(room ?? '');
  }

  participantOf(body: Body): Participant {
    const found = this.rooms.get(body.room ?? '')?.participants.get(body.identity ?? '');
    if (!found) throw notFound('participant does not exist');
    return found;
  }
}

/** What takes the grant to administer the room that it names. */
const METHODS: Readonly<Record<string, (server: TestLivekit, body: Body) => unknown>> = {
  'RoomService/ListParticipants': (server, { room }) => ({
    participants: [...(server.rooms.get(room ?? '')?.participants.values() ?? [])],
  }),
  'RoomService/GetParticipant': (server, body) => server.participantOf(body),
  'RoomService/RemoveParticipant': (server, body) => {
    server.roomOf(body).participants.delete(server.participantOf(body).identity);
    return {};
  },
  'RoomService/MutePublishedTrack': (server, body) => {
    const track = server.participantOf(body).tracks.find(({ sid }) => sid === body.trackSid);
    if (!track) throw notFound('track is not found');
    track.muted = body.muted ?? false;
    return { track };
  },
  'RoomService/UpdateParticipant': (server, body) => {
    const { permission, metadata = '' } = body;
    return Object.assign(server.participantOf(body), { metadata, ...(permission && { permission }) });
  },
  'RoomService/UpdateRoomMetadata': (server, body) => {
    return shownRoom(Object.assign(server.roomOf(body), { metadata: body.metadata ?? '' }));
  },
  'RoomService/UpdateSubscriptions': (server, body) => {
    server.participantOf(body);
    return {};
  },
  'RoomService/SendData': (server, body) => {
    server.roomOf(body);
    server.data.push(body);
    return {};
  },
  'RoomService/MoveParticipant': (server, body) => {
    const participant = server.participantOf(body);
    server.roomOf(body).participants.delete(participant.identity);
    server.rooms.get(body.destinationRoom ?? '')?.participants.set(participant.identity, participant);
    return {};
  },
};

function shownRoom({ participants, ...room }: Room): unknown {
  const publishers = [...participants.values()].filter(({ tracks }) => tracks.length > 0);
  const counts = { num_participants: participants.size, num_publishers: publishers.length };
  return { ...room, max_participants: 0, creation_time: '1700000000', active_recording: false, ...counts };
}

const EGRESS = {
  egress_id: 'EG_1',
  room_name: 'r1',
  status: 'EGRESS_ACTIVE',
  started_at: '1700000000120000000',
  room_composite: { room_name: 'r1', layout: 'grid' },
  error: '',
};

const INGRESS = {
  ingress_id: 'IN_1',
  name: 'camera',
  stream_key: 'key-of-the-stream',
  url: 'rtmps://x/live',
  room_name: 'r1',
  state: { status: 'ENDPOINT_PUBLISHING', error: '' },
};

/** As auth.go refuses what it cannot verify: in plain text, before Twirp. */
function verified(header: string): Grants {
  const [head = '', payload = '', signature = ''] = header.replace(/^Bearer /, '').split('.');
  const parse = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());
  const invalid = (why: string): Refusal => new Refusal(401, '', `invalid token: ${why}`);
  if (signature === '') throw new Refusal(401, '', 'invalid authorization header. Must start with Bearer ');
  const expected = createHmac('sha256', SECRET).update(`${head}.${payload}`).digest('base64url');
  const claims = parse(payload);
  const now = Date.now() / 1000;
  if (claims.iss !== KEY) throw new Refusal(401, '', `invalid API key: ${String(claims.iss)}`);
  if (parse(head).alg !== 'HS256' || signature !== expected) throw invalid('signature');
  if (!(Number(claims.exp) > now) || Number(claims.nbf ?? 0) > now + 60) throw invalid('not valid now');
  return claims.video ?? {};
}
