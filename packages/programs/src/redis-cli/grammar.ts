import { type Analysis, type Call, type Effect, type ProgramGrammar, worstEffect } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import { hasOption } from '../command-line.ts';
import { REDIS_COMMANDS, type RedisEffect, redisEffects } from './effects.ts';
import { MODES, parseRedisCli, REDIS_CLI_OPTIONS } from './options.ts';
import { splitWords } from './split-words.ts';

/** Options that decide the effect by themselves. */
const BY_OPTION: Readonly<Record<string, Effect>> = {
  help: 'local',
  version: 'local',
  v: 'local',
  scan: 'read',
  eval: 'unknown',
  pipe: 'unknown',
  replica: 'reveal',
  slave: 'reveal',
  rdb: 'reveal',
  'functions-rdb': 'read',
  'lru-test': 'change',
  'intrinsic-latency': 'local',
  ...Object.fromEntries(MODES.map((mode) => [mode, 'read' as const])),
};

export function redisCliGrammar(): ProgramGrammar {
  const effects = redisEffects();
  return {
    program: 'redis-cli',
    summary: 'Sends commands to a Redis server',
    examples: [
      'redis-cli -u $REDIS_URL INFO memory',
      'redis-cli -h cache.example.com --tls DBSIZE',
      "redis-cli --scan --pattern 'cache:*'",
    ],
    words: { commands: REDIS_COMMANDS, options: REDIS_CLI_OPTIONS },
    analyse: (call) => analyse(call, effects),
  };
}

function analyse(call: Call, effects: RedisEffect): Analysis {
  const line = parseRedisCli(call.argv);
  if (line.problem) return judged('unknown', `the option ${line.problem.spelling} is not understood`);
  const typed = line.options.flatMap(({ name, index }) =>
    name === 'u' ? [{ index, resource: 'redis:url' }] : name === 'h' ? [{ index, resource: 'net:host' }] : [],
  );
  const mode = line.options.find(({ name }) => name === 'cluster');
  if (mode) return judged(clusterEffect(mode.value ?? ''), `--cluster ${mode.value ?? ''}`, { arguments: typed });
  const option = line.options.find(({ name }) => BY_OPTION[name]);
  if (option) return judged(BY_OPTION[option.name] ?? 'unknown', `--${option.name}`, { arguments: typed });
  const [first] = line.operands;
  if (first && call.unresolved.has(first.index))
    return judged('unknown', 'which command is sent is not known yet', { arguments: typed });
  const words = line.operands.map(({ value }) => value);
  const commands = words.length > 0 ? [words] : commandsIn(call.stdin);
  if (commands === null || (words.length === 0 && hasOption(line, 'x')))
    return judged('unknown', 'sends commands that are not known yet', { arguments: typed });
  const found = commands.map(effects);
  const effect = worstEffect(found.map((one) => one.effect));
  const name = found.find((one) => one.effect === effect)?.name ?? null;
  return judged(effect, name === null ? 'sends nothing' : `${name} ${MEANING[effect]}`, {
    operation: name,
    arguments: typed,
  });
}

/** Modes in which redis-cli looks after a cluster. */
function clusterEffect(mode: string): Effect {
  if (/^(?:check|info|help)$/.test(mode)) return 'read';
  if (/^(?:create|reshard|rebalance|add-node|fix|set-timeout|import)$/.test(mode)) return 'change';
  return mode === 'del-node' ? 'destroy' : 'unknown';
}

const MEANING: Readonly<Record<Effect, string>> = {
  local: 'concerns this connection alone',
  read: 'reads',
  reveal: 'shows what is secret',
  change: 'changes what Redis holds or does',
  unknown: 'may do anything',
  destroy: 'takes something away',
};

/** The commands of standard input; null where it is not known or cannot be read. */
function commandsIn(stdin: string | null): string[][] | null {
  if (stdin === null) return null;
  const commands = stdin.split('\n').map(splitWords);
  return commands.includes(null) ? null : commands.flatMap((words) => (words && words.length > 0 ? [words] : []));
}
