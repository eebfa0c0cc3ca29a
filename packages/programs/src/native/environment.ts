/** What an installed program is told of the world: never the person's whole environment. */
import { homedir } from 'node:os';
import { type CommandContext, SteadyError } from '@steadyhand/contracts';

/** The person's own environment. */
export type Machine = Readonly<Record<string, string | undefined>>;

/** Go to AWS themselves, or to a cluster that asks AWS who calls. */
const AWS =
  /^(?:terraform|tofu|terragrunt|pulumi|cdk|packer|kubectl|oc|helm|eksctl|argo|argocd|flux|velero|stern|istioctl|kubectx|kubens|ansible|ansible-playbook|serverless|sls|sam|copilot|sops|rclone|k6|wal-g|pgbackrest)$/;

/** The person's variables that a program gets besides. */
const OWN: readonly (readonly [programs: RegExp, variables: RegExp])[] = [
  [/^(?:kubectl|oc|helm|argo|argocd|flux|velero|stern|istioctl|kubectx|kubens|eksctl)$/, /^KUBECONFIG$/],
  [/^(?:docker|docker-compose|podman|nerdctl)$/, /^DOCKER_/],
  [/^(?:ssh|scp|git|rsync|ssh-add|ssh-copy-id|ansible|ansible-playbook)$/, /^SSH_AUTH_SOCK$/],
];

/** Of the shell, or set below. */
const NOT_PASSED = new Set(['PATH', 'HOME', 'PWD', 'OLDPWD', 'SHLVL', '_', 'TERM', 'LANG']);

/** Would make a program run something that nobody judged. */
const RUNS_OTHERS =
  /^(?:LD_.*|DYLD_.*|NODE_OPTIONS|BASH_ENV|ENV|PROMPT_COMMAND|PYTHON(?:STARTUP|PATH|HOME|INSPECT)|PERL5(?:OPT|LIB)|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_OPTS|GRADLE_OPTS|GIT_(?!AUTHOR_|COMMITTER_|TERMINAL_PROMPT$).*|PAGER|EDITOR|VISUAL|BROWSER|SSH_ASKPASS|SUDO_ASKPASS|KUBE_EDITOR|KUBECTL_EXTERNAL_DIFF|TF_CLI_.*|TF_REATTACH_PROVIDERS|MAKEFLAGS|MAKEFILES|RSYNC_RSH|LESSOPEN|npm_config_.*|NPM_CONFIG_.*|OPENSSL_(?:CONF|MODULES|ENGINES))$/;

/** Throws `PROGRAM_REFUSED` where the session exports what would make the program run something else. */
export function environmentFor(program: string, context: CommandContext, machine: Machine): Record<string, string> {
  const { env, target } = context;
  const hasAws = AWS.test(program) && target.kind === 'aws' && target.roles === undefined;
  const own = OWN.filter(([programs]) => programs.test(program)).map(([, variables]) => variables);
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(machine))
    if (value !== undefined && own.some((variables) => variables.test(name))) result[name] = value;
  for (const [name, value] of Object.entries(env)) {
    if (NOT_PASSED.has(name) || (name.startsWith('AWS_') && !hasAws)) continue;
    if (RUNS_OTHERS.test(name)) {
      const reason = `the session exports ${name}, which would make it run something that was not judged`;
      throw new SteadyError('PROGRAM_REFUSED', { program, reason, instead: `Give it what it needs without ${name}` });
    }
    result[name] = value;
  }
  return {
    ...result,
    ...(hasAws ? {} : NO_AWS),
    ...QUIET,
    PATH: machine.PATH ?? '',
    HOME: machine.HOME ?? homedir(),
    LANG: machine.LANG ?? 'C.UTF-8',
    TERM: 'dumb',
  };
}

/** The home folder has the person's keys. */
const NO_AWS = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Nobody is there to answer. */
const QUIET = {
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
  GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
  RSYNC_RSH: 'ssh -o BatchMode=yes',
};
