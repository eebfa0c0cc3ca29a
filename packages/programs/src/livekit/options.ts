/** The words of `lk`, and of `livekit-cli`, which it was called before version 2. */
import { type CommandLine, optionTable, parseCommandLine } from '../command-line.ts';

/** Of all commands together: no two give one spelling another meaning. */
const OPTIONS = optionTable([
  ...[
    '--url=',
    '--api-key=',
    '--api-secret=',
    '--dev',
    '--project=',
    '--subdomain=',
    '--config=',
    '--curl',
    '--verbose',
  ],
  ...['-r, --room=', '-i, --identity=', '-j, --json', '-n, --name=', '--metadata=', '--permissions=', '--id='],
  ...['--empty-timeout=', '--departure-timeout=', '--min-playout-delay=', '--max-playout-delay=', '--sync-streams'],
  ...['--track=', '-m, --muted, --mute', '-u, --unmute', '-s, --subscribe', '-S, --unsubscribe', '--destination-room='],
  ...['--data=', '--topic=', '--participantID=', '-a, --active'],
  ...['--create', '--list', '--join', '--admin', '--egress', '--ingress', '--inference', '--allow-update-metadata'],
  ...['--allow-source=', '--attribute=', '--valid-for=', '--grant=', '--token-only'],
  // Understood, and not carried out here.
  ...['--request=', '--type=', '--limit=', '--layout=', '--agent=', '-d, --deployment=', '--job-metadata=', '--open='],
  ...['--room-egress-file=', '--participant-egress-file=', '--track-egress-file=', '--agents-file=', '--room-preset='],
  ...['--room-configuration=', '--attribute-file=', '--replay-enabled', '--recorder', '--add-urls=', '--remove-urls='],
]);

/** Options whose value is the next word, as they are typed. */
export const VALUED: readonly string[] = [
  ...[...OPTIONS.long].flatMap(([name, { argument }]) => (argument === 'none' ? [] : [`--${name}`])),
  ...[...OPTIONS.short].flatMap(([letter, { argument }]) => (argument === 'none' ? [] : [`-${letter}`])),
];

/** Name the server and who calls; every command takes them. */
export const CONNECTION: ReadonlySet<string> = new Set(['url', 'api-key', 'api-secret', 'dev']);

export function parseLivekit(argv: readonly string[]): CommandLine {
  return parseCommandLine(argv, OPTIONS, { permute: true, equals: true });
}
