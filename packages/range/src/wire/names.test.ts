import { expect, test } from 'vitest';
import { WIRE_NAMES } from './names.ts';

/** What a client says of itself, once it is made. */
interface ClientConfig {
  defaultSigningName?: string;
  protocolSettings?: { version?: string; serviceTarget?: string };
}
type ClientClass = new (config: { region: string }) => { config: ClientConfig };

test.each(Object.entries(WIRE_NAMES))('%s is named as its SDK client names it', async (client, name) => {
  const sdk: Record<string, unknown> = await import(`@aws-sdk/client-${client}`);
  const key = Object.keys(sdk).find((k) => k.endsWith('Client') && !k.startsWith('_'));
  const { config } = new (sdk[key ?? ''] as ClientClass)({ region: 'eu-west-1' });
  expect(config.protocolSettings).toMatchObject({ version: name.version, serviceTarget: name.target });
  expect(config.defaultSigningName).toBe(name.signing);
});
