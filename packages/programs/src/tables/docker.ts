import type { JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { carriedRule, startedRule } from './carried.ts';
import { type Rule, tableGrammar } from './command-table.ts';
import { all, everyOperand, isNone, withOptions } from './rules.ts';

const VALUED = `-H --host -c --context --config -l --log-level -f --file -p --project-name --env-file --profile
  --project-directory -u --user -e --env -w --workdir --name -v --volume --network --index --format --filter -n --tail
  --since --until --tag --username --password --platform --scale --timeout --entrypoint --restart --memory --cpus --gpus
  --pull -p --publish --mount --add-host --hostname --context --shm-size --label`.split(/\s+/);

/** What `docker inspect` prints includes the environment, unless a format picks something else. */
const inspect: Rule = ({ value }) =>
  /^(?!.*\b(?:Env|Config)\b(?!\.))./s.test(value('-f', '--format') ?? '') ? 'read' : 'reveal';

function composeCommands(judge: JudgeShell, prefix: string): Record<string, Rule> {
  const commands: Record<string, Rule> = {
    ...all('read', 'ps, logs, top, port, images, ls, events, stats, volumes, wait'),
    ...all('local', 'version'),
    config: ({ has }) =>
      has('-q', '--quiet', '--services', '--images', '--volumes', '--networks', '--profiles', '--hash')
        ? 'read'
        : ['reveal', 'prints the environment with every value filled in'],
    up: ({ has, value }) => (has('-V', '--renew-anon-volumes') || isNone(value('--scale')) ? 'destroy' : 'change'),
    scale: (words) => (everyOperand(words).some(isNone) ? 'destroy' : 'change'),
    ...all('change', 'start, stop, restart, pull, push, build, create, pause, unpause, kill, cp, watch'),
    down: withOptions(['-v', '--volumes', '--rmi'], 'destroy', 'change'),
    rm: 'destroy',
    exec: carriedRule(judge),
    run: startedRule(judge),
  };
  return Object.fromEntries(Object.entries(commands).map(([name, rule]) => [`${prefix}${name}`, rule]));
}

export function dockerGrammars(judge: JudgeShell): ProgramGrammar[] {
  const docker = ['docker', 'podman', 'nerdctl'].map((program) =>
    tableGrammar({
      program,
      summary: 'Containers, images and Compose projects',
      examples: ['ps', 'compose logs --tail 50 api', 'compose exec db psql -U app -c "SELECT 1"'].map(
        (example) => `${program} ${example}`,
      ),
      valued: VALUED,
      carries: { exec: 1, 'container exec': 1, 'compose exec': 1, run: 1, 'compose run': 1 },
      commands: {
        ...composeCommands(judge, 'compose '),
        ...all(
          'read',
          'ps, images, logs, stats, top, port, diff, history, info, events, search, wait, system df, system info',
        ),
        ...all('read', 'container ls, container logs, container stats, container top, image ls, image history'),
        ...all(
          'read',
          'network ls, network inspect, volume ls, volume inspect, context ls, manifest inspect, service ls',
        ),
        ...all('read', 'service ps, service logs, node ls, stack ls, stack ps, image inspect, buildx ls'),
        ...all('local', 'version, context show'),
        inspect,
        'container inspect': inspect,
        ...all(
          'change',
          'start, stop, restart, pause, unpause, kill, pull, push, build, tag, create, login, logout, commit',
        ),
        ...all(
          'change',
          'cp, update, rename, load, import, save, export, network create, network connect, volume create',
        ),
        'service scale': (words) => (everyOperand(words).some(isNone) ? 'destroy' : 'change'),
        ...all(
          'read',
          'secret ls, secret inspect, config ls, plugin ls, stack services, container diff, container port, sbom',
        ),
        ...all('read', 'scout cves, scout quickview, image history, container ps, network ps, volume ps, builder ls'),
        'config inspect': 'reveal',
        ...all(
          'change',
          'secret create, config create, container cp, export, import, image load, image import, node promote',
        ),
        ...all('change', 'container pause, container unpause, container create, container rename, container commit'),
        ...all('change', 'network disconnect, context use, service update, service create, stack deploy'),
        ...all(
          'change',
          'container start, container stop, container restart, container kill, image pull, image push, image save',
        ),
        ...all('change', 'image tag, image build, buildx build, swarm init, swarm join, node update'),
        ...all('destroy', 'rm, rmi, system prune, volume rm, volume prune, image rm, image prune, container rm'),
        ...all(
          'destroy',
          'container prune, network rm, network prune, builder prune, buildx prune, service rm, stack rm',
        ),
        ...all('destroy', 'swarm leave, node rm, secret rm, config rm'),
        exec: carriedRule(judge),
        'container exec': carriedRule(judge),
        run: startedRule(judge),
      },
    }),
  );
  const compose = tableGrammar({
    program: 'docker-compose',
    summary: 'Compose projects',
    examples: ['docker-compose ps', 'docker-compose up -d api'],
    valued: VALUED,
    carries: { exec: 1, run: 1 },
    commands: composeCommands(judge, ''),
  });
  return [...docker, compose];
}
