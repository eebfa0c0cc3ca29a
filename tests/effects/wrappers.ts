import { analyseShell, quoteWord } from '@steadyhand/bash';

export interface Wrapper {
  name: string;
  /** It takes one command of plain words; others take any shell text. */
  simple: boolean;
  wrap(command: string): string;
}

const before = (prefix: string): Wrapper => ({ name: prefix, simple: true, wrap: (command) => `${prefix} ${command}` });
const around = (prefix: string): Wrapper => ({
  name: prefix,
  simple: false,
  wrap: (command) => `${prefix} ${quoteWord(command)}`,
});

/** Ways to have another program run a command, here or elsewhere. */
export const WRAPPERS: readonly Wrapper[] = [
  ...['env LEVEL=1', 'sudo', 'sudo -u app -H', 'timeout 30', 'timeout -k 5 30', 'nohup', 'nice -n 5', 'command'].map(
    before,
  ),
  ...['echo x | xargs', 'ls | xargs -I {}', 'op run --', 'aws-vault exec shop --', 'strace -f'].map(before),
  ...['docker exec api', 'docker compose exec -T api', 'kubectl exec -n shop api-0 --', 'ssh deploy@web-1'].map(before),
  ...['bash -c', 'sh -ec', 'eval', 'sudo bash -c', 'ssh deploy@web-1', 'su - app -c', 'watch -n 5'].map(around),
  ...['docker exec api sh -c', 'kubectl exec api-0 -- bash -c', 'docker compose run --rm api sh -c'].map(around),
  around('aws ecs execute-command --cluster shop --task t1 --interactive --command'),
];

/** Whether a text is one command of plain words: nothing is redirected, assigned, or divided. */
export function isSimple(command: string): boolean {
  const { commands, redirections, assignments, error } = analyseShell(command);
  const [first] = commands;
  return (
    error === null &&
    commands.length === 1 &&
    redirections.length === 0 &&
    assignments.length === 0 &&
    first !== undefined &&
    first.text === command &&
    !/[|;&<>\n(]/.test(command)
  );
}
