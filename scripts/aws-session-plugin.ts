/**
 * What `aws ecs execute-command` starts to attach to a session, in place of AWS' session-manager-plugin. It takes the first
 * argument of that one, the session that the service has opened, prints what comes, and says `exit` to a shell.
 */
import { openSession } from '../packages/range/src/testing/session-client.ts';

interface Session {
  streamUrl?: string;
  StreamUrl?: string;
  tokenValue?: string;
  TokenValue?: string;
}

// Without an argument it is only asked whether it is there.
const [opened] = process.argv.slice(2);
if (opened !== undefined) await attach(JSON.parse(opened) as Session);

async function attach(session: Session): Promise<void> {
  const url = session.streamUrl ?? session.StreamUrl ?? '';
  const client = openSession(url, session.tokenValue ?? session.TokenValue ?? '');
  await client.ready;
  client.type('exit\n');
  await client.ended;
  process.stdout.write(client.text());
  client.close();
}
