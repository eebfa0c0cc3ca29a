import { randomBytes } from 'node:crypto';
import { AccessToken, TrackSource, type VideoGrant } from 'livekit-server-sdk';
import type { Given } from './given.ts';
import { LivekitError } from './livekit-error.ts';
import type { Action } from './work.ts';

export const createToken: Action = async ({ given, settings, output }) => {
  const isQuiet = given.has('json') || given.has('token-only');
  const identity = given.value('identity') || `participant-${randomBytes(6).toString('hex')}`;
  const room = given.value('room') || `room-${randomBytes(6).toString('hex')}`;
  if (!isQuiet && given.value('identity') === '') output.note(`Using generated participant identity [${identity}]`);
  if (!isQuiet && given.value('room') === '') output.note(`Using generated room name [${room}]`);
  const video = grantOf(given, room);
  const seconds = secondsOf(given.value('valid-for') || '5m');
  const name = given.value('name') || identity;
  const metadata = given.value('metadata');
  const attributes = attributesOf(given);
  const about = { ...(metadata && { metadata }), ...(attributes && { attributes }) };
  const token = new AccessToken(settings.apiKey, settings.apiSecret, { identity, name, ttl: seconds, ...about });
  token.addGrant(video);
  if (given.has('inference')) token.addInferenceGrant({ perform: true });
  const jwt = await token.toJwt();
  output.secrets.push(jwt);
  const sources = video.canPublishSources?.map((source) => TrackSource[source].toLowerCase());
  const grants = {
    name,
    video: { ...video, ...(sources && { canPublishSources: sources }) },
    ...(given.has('inference') && { inference: { perform: true } }),
    ...about,
  };
  if (given.has('token-only')) return output.print(`${jwt}\n`);
  const address = settings.given;
  const project = address === null ? {} : { project_url: address };
  if (given.has('json')) return output.json({ access_token: jwt, ...project, identity, name, room, grants });
  output.note(`valid for (mins): ${Math.floor(seconds / 60)}`);
  output.print('Token grants:\n');
  output.json(grants);
  output.print(`\n${address === null ? '' : `Project URL: ${address}\n`}Access token: ${jwt}\n`);
};

/** In the order in which the real program prints them. */
function grantOf(given: Given, room: string): VideoGrant {
  const flags = [
    ['roomCreate', 'create'],
    ['roomList', 'list'],
    ['roomRecord', 'egress'],
    ['roomAdmin', 'admin'],
    ['roomJoin', 'join'],
  ] as const;
  const granted = flags.filter(([, flag]) => given.has(flag)).map(([grant]) => [grant, true]);
  const more = jsonOf(given);
  const isAny = granted.length > 0 || given.has('ingress') || given.has('inference') || more !== null;
  if (!isAny) throw new LivekitError('no permissions were given in this grant, see --help');
  const sources = given.values('allow-source').map(sourceOf);
  return {
    ...Object.fromEntries(granted),
    room,
    ...(sources.length > 0 && { canPublishSources: sources }),
    ...(given.has('allow-update-metadata') && { canUpdateOwnMetadata: true }),
    ...(given.has('ingress') && { ingressAdmin: true }),
    ...more,
  };
}

function sourceOf(text: string): TrackSource {
  if (!/^(?:camera|microphone|screen_share|screen_share_audio)$/.test(text))
    throw new LivekitError(`invalid source: ${text}`);
  return TrackSource[text.toUpperCase() as keyof typeof TrackSource];
}

function jsonOf(given: Given): VideoGrant | null {
  const text = given.value('grant');
  if (text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !('canPublishSources' in value)) return value;
  } catch {
    // Said below.
  }
  throw new LivekitError('--grant: not a JSON object of grants (sources are given with --allow-source)');
}

function attributesOf(given: Given): Record<string, string> | null {
  const pairs = given.values('attribute').map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at < 1) throw new LivekitError(`failed to parse participant attributes: invalid key-value pair: ${text}`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return pairs.length > 0 ? Object.fromEntries(pairs) : null;
}

const SECONDS = { h: 3600, m: 60, s: 1 } as const;

/** A duration as Go writes it: `1h10m`. */
function secondsOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new LivekitError(`time: invalid duration "${text}"`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit as keyof typeof SECONDS], 0);
}
