import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface RealRun {
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  stdin: string;
}

export interface RealResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A version of the real AWS CLI. */
export interface RealAws {
  version: string;
  run(request: RealRun): Promise<RealResult>;
  close(): void;
}

/** `python`: a Python that can import `awscli`; `path`: folders where it finds more of its modules. */
export async function startRealAws(python: string, path?: string): Promise<RealAws> {
  const program = fileURLToPath(new URL('real-aws.py', import.meta.url));
  const env = { ...process.env, ...(path === undefined ? {} : { PYTHONPATH: path }), PYTHONUTF8: '1' };
  const child = spawn(python, [program], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${python} cannot run the AWS CLI`);
    return JSON.parse(value) as Record<string, unknown>;
  };
  const { version } = await answer();
  return {
    version: String(version),
    run: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return (await answer()) as unknown as RealResult;
    },
    close: () => child.stdin.end(),
  };
}
