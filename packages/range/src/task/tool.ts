/**
 * A program in a container that the range itself carries out: `psql`, `redis-cli` and others know the range's names
 * there, which programs of this machine do not. It hands what it was given to the range and prints what comes back.
 *
 * Configuration: STEADY_RANGE_ENDPOINT. Arguments: the program's name and its own arguments.
 */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

interface Answer {
  exitCode: number;
  /** In base64. */
  stdout: string;
  stderr: string;
  /** It reads standard input, and was not given any yet. */
  wantsInput?: boolean;
}

const { STEADY_RANGE_ENDPOINT = '', ...env } = process.env;
const [program, ...argv] = process.argv.slice(2);
const call = { program, argv, env, cwd: process.cwd(), terminal: process.stdin.isTTY === true };

void run();

async function run(): Promise<void> {
  let answer = await ask({ ...call, stdin: null });
  if (answer.wantsInput) answer = await ask({ ...call, stdin: await text(process.stdin) });
  process.stdout.write(Buffer.from(answer.stdout, 'base64'));
  process.stderr.write(Buffer.from(answer.stderr, 'base64'));
  process.exitCode = answer.exitCode;
}

function ask(body: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${STEADY_RANGE_ENDPOINT}/_range/program`, { method: 'POST' }, (response) => {
      text(response).then((answered) => resolve(JSON.parse(answered) as Answer), reject);
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });
}
