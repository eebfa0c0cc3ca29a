import type { Effect, ProgramGrammar } from '@steadyhand/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPrograms } from './load-programs.ts';

let grammars: Map<string, ProgramGrammar>;
beforeAll(async () => {
  const loaded = await loadPrograms();
  grammars = new Map(loaded.grammars.map((grammar) => [grammar.program, grammar]));
});

/** A line is one command; words are divided by spaces, or quoted as in JSON. */
function analyse(line: string) {
  const [program = '', ...argv] = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  const unresolved = new Set(argv.flatMap((word, index) => (word.includes('$') ? [index] : [])));
  return grammars.get(program)?.analyse({ program, argv, stdin: null, unresolved });
}

const LINES: readonly [Effect, readonly string[]][] = [
  [
    'read',
    [
      'docker ps -a --format {{.ID}}',
      'docker compose --env-file stack.env ps',
      'docker compose logs api --since 5m',
      'docker inspect -f {{.State.Status}} api',
      'docker exec -it db psql -U postgres -c "SELECT 1"',
      'docker compose exec -T redis redis-cli LLEN action_jobs',
      'docker exec -t db psql -c "SELECT 1"',
      'kubectl get pods -n app -l app=api',
      'kubectl get secrets',
      'kubectl logs -n app deploy/api --tail=50',
      'kubectl rollout status deployment/api',
      'kubectl apply -f x.yaml --dry-run=server',
      'kubectl exec -n greenlang deploy/redis -- redis-cli client list',
      'kubectl exec api -c main -- sh -c "ps aux | grep node"',
      'kubectl argo rollouts get rollout app -n app',
      'terraform plan -var-file prod.tfvars',
      'terraform output -raw db_endpoint',
      'terraform -chdir=infra state list',
      'git log --oneline -5',
      'git branch',
      'systemctl --user is-active --quiet vllm.service',
      'journalctl -u nginx -n 50',
      'ssh -i key.pem deploy@host "systemctl status nginx"',
      'ssh host df -h',
      'ssh host sudo timeout 5 df -h',
      'gh run list --workflow deploy.yml',
      'gh api repos/a/b/actions/runs',
      'nc -zv db 5432',
      'nslookup $HOST',
      'dig +short example.com',
      'openssl s_client -connect host:443',
      'npx prisma migrate status',
      'npm audit --production',
    ],
  ],
  ['local', ['jq -r .a', 'terraform fmt -check', 'openssl rand -base64 32', 'kubectl get --help', 'date +%s']],
  [
    'reveal',
    [
      'docker inspect api',
      'docker compose config',
      'docker exec api env',
      'docker exec api env A=b',
      'kubectl get secret db -o yaml',
      'kubectl exec api -- printenv DATABASE_URL',
      'kubectl config view --raw',
      'terraform output -json',
      'terraform output -raw db_password',
      'terraform state pull',
      'gh auth token',
    ],
  ],
  [
    'change',
    [
      'docker restart api',
      'docker compose up -d api',
      'docker compose down',
      'docker exec db psql -c "INSERT INTO a VALUES (1)"',
      'kubectl scale deployment api --replicas=4',
      'kubectl rollout restart deployment/api -n app',
      'kubectl set env deployment/api A=b',
      'kubectl exec redis -- redis-cli config rewrite',
      'kubectl exec api -- sh -c "echo x > /tmp/y"',
      'terraform init',
      'git push origin main',
      'git checkout main',
      'git tag -a v1 -m x',
      'systemctl restart nginx',
      'ssh host sudo systemctl restart nginx',
      'gh workflow run deploy.yml',
      'gh api -X POST repos/a/b/dispatches',
      'npm install',
      'npx prisma migrate deploy',
    ],
  ],
  [
    'destroy',
    [
      'docker rm -f api',
      'docker system prune -af',
      'docker compose down -v',
      'docker exec redis redis-cli FLUSHALL',
      'kubectl delete pod api-0',
      'kubectl drain node-1',
      'kubectl replace --force -f x.yaml',
      'kubectl exec db -- psql -c "DROP TABLE a"',
      'terraform apply -auto-approve',
      'terraform destroy',
      'terraform state rm a.b',
      'git push --force origin main',
      'git reset --hard HEAD~1',
      'git branch -D old',
      'systemctl reboot',
      'journalctl --vacuum-time=1d',
      'gh repo delete a/b',
      'ssh host "redis-cli flushdb"',
    ],
  ],
  [
    'unknown',
    [
      'docker run --rm image',
      'docker frobnicate',
      'docker $VERB',
      'docker compose $VERB api',
      'docker exec -it api sh',
      'docker exec api sh -c "rm -rf /data" --help',
      'kubectl exec -it api-0',
      'kubectl exec api -- ./cleanup.sh',
      'kubectl run -it tmp --image=busybox',
      'kubectl $VERB pod',
      'git frobnicate',
      'ssh host',
      'ssh host ./deploy.sh',
      'ssh host bash deploy.sh',
      'ssh host sudo -u root -i',
      'ssh host bash -c "$X"',
      'kubectl exec api -- sh -c "echo $(./deploy.sh)"',
      'ssh host "systemctl status nginx; rm -rf /data"',
      'nc host 1234',
      'npm run deploy',
      'npx tsx worker.ts',
      'make deploy',
      'gh extension install x',
    ],
  ],
];

describe('the grammars', () => {
  it.each(LINES.flatMap(([effect, lines]) => lines.map((line) => [line, effect] as const)))(
    '%s: %s',
    (line, effect) => {
      expect(analyse(line)).toMatchObject({ effect });
    },
  );

  it('say why', () => {
    expect(analyse('docker exec db psql -c "DELETE FROM a"')?.reason).toContain(
      'DELETE without WHERE removes every row',
    );
    expect(analyse('kubectl scale deployment api')?.operation).toBe('scale');
  });

  it('are one for each program, and agree with their handlers', async () => {
    const { handlers, grammars: all } = await loadPrograms();
    const names = all.map(({ program }) => program);
    expect(new Set(names).size).toBe(names.length);
    expect(handlers.map(({ grammar }) => grammar.program)).toEqual(['curl', 'date', 'psql', 'pulumi', 'redis-cli']);
    for (const handler of handlers) expect(all).toContain(handler.grammar);
  });

  it('understand their own examples', async () => {
    for (const grammar of grammars.values()) {
      expect(grammar.summary).not.toBe('');
      for (const example of grammar.examples)
        expect(example.startsWith(`${grammar.program} `) || example === grammar.program).toBe(true);
    }
  });

  it('never throw', () => {
    const odd = [
      '',
      '-',
      '--',
      '---',
      '-\u0000',
      '=',
      '--=',
      '$',
      '"',
      "'",
      '\\',
      '*',
      '-c',
      '--command',
      '-h',
      '-u',
      '\uffff',
    ];
    for (const grammar of grammars.values())
      for (const a of odd)
        for (const b of odd) {
          const call = { program: grammar.program, argv: [a, b], stdin: a, unresolved: new Set<number>() };
          expect(grammar.analyse(call).effect).toBeTypeOf('string');
        }
  });

  it('hand carried shell to the judge that is given', async () => {
    const heard: string[] = [];
    const judgeShell = (script: string) => {
      heard.push(script);
      return { effect: 'change' as const, reason: 'because' };
    };
    const { grammars: all } = await loadPrograms({ judgeShell });
    const docker = all.find(({ program }) => program === 'docker');
    const argv = ['exec', 'db', 'psql', '-c', 'SELECT $ID'];
    const analysis = docker?.analyse({ program: 'docker', argv, stdin: null, unresolved: new Set([4]) });
    expect(heard).toEqual(['psql -c "SELECT $ID"']);
    expect(analysis).toMatchObject({ effect: 'change', operation: 'exec' });
  });
});
