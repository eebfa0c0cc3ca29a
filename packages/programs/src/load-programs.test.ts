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
      'ssh host "df -h 2>/dev/null | sort -k1"',
      'kubectl top pod api-0',
      'gh auth status',
      'sudo -u ubuntu docker ps',
      'sudo cat /proc/1/status',
      'bundle exec knife search node role:web',
      'bundle exec knife ssh --concurrency 1 role:web "sudo systemctl status nginx"',
      'mysql -h db -u app -psecret app -sN -e "SELECT COUNT(*) FROM a; SHOW PROCESSLIST"',
      'pg_restore -l app.dump',
      'crontab -l',
      'ssh host "sed -n 1,20p /etc/x.yaml"',
      'mysql -e "SELECT SUBSTRING_INDEX(a, b, 1) FROM t WHERE at > DATE_SUB(NOW(), INTERVAL 90 DAY)"',
      'docker compose exec -T db pg_dump -U app -Fc app',
      'git reflog show',
      'ssh host sudo timeout 5 df -h',
      'gh run list --workflow deploy.yml',
      'gh api repos/a/b/actions/runs',
      'nc -zv db 5432',
      'nslookup $HOST',
      'dig +short example.com',
      'openssl s_client -connect host:443',
      'npx prisma migrate status',
      'npm audit --production',
      'ansible-playbook site.yml --check',
      'gradlew tasks',
      'ip addr show',
      'mount',
      'patronictl list',
      'perf record -p 123',
      'pip list',
      'python3 -m pip list',
      'ssh host "su -c whoami postgres"',
      'ufw status verbose',
      'mysql -e "SELECT 1 FROM a USE INDEX (i)"',
    ],
  ],
  [
    'local',
    [
      'jq -r .a',
      'terraform fmt -check',
      'openssl rand -base64 32',
      'kubectl get --help',
      'date +%s',
      "awk '{print $1}'",
      'cp dump.sql /tmp/dump.sql',
      'find . -name x',
      'gradlew --version',
      'gunzip -c a.gz',
      'gzip',
      'make help',
      'mkdir -p /tmp/work',
      'printenv HOME',
      'python --version',
      'python3 -m json.tool',
      'sed -n 1,20p app.conf',
      'sort -rn',
      'tar -tzf a.tgz',
      'tee',
    ],
  ],
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
      'gh auth status -t',
      'kubectl get --raw /api/v1/namespaces/app/secrets',
      'env',
      'oc extract secret/db --to=-',
      'printenv DB_PASSWORD',
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
      'git restore --staged a.ts',
      'sudo tee -a /etc/fstab',
      'sudo sed -i s/a/b/ /etc/x.conf',
      'sudo cp a /etc/a',
      'mysql -e "OPTIMIZE TABLE a"',
      'mysql -e "SELECT 1 INTO OUTFILE \'/tmp/x\'"',
      'knife ssh role:web "sudo systemctl restart nginx"',
      'rsync -a a/ host:b/',
      'sysctl -w vm.swappiness=10',
      'kubectl run tmp --image=postgres:14 --restart=Never -- psql -c "SELECT 1"',
      'docker run --rm --gpus all cuda:12 nvidia-smi',
      'git stash push',
      'ssh host "df -h > /tmp/df"',
      'ssh host "sort -o list list"',
      'git tag -a v1 -m x',
      'systemctl restart nginx',
      'ssh host sudo systemctl restart nginx',
      'gh workflow run deploy.yml',
      'gh api -X POST repos/a/b/dispatches',
      'npm install',
      'npx prisma migrate deploy',
      'chmod 600 /etc/app.key',
      'cp a b',
      'cp /tmp/a /etc/a',
      'find . -fprint list',
      'gunzip dump.sql.gz',
      'mkdir -p backups',
      'mount /dev/sdb1 /mnt',
      'mv /tmp/a /etc/a',
      'mysql -e "DELETE a FROM a JOIN b ON a.i = b.i WHERE b.x = 1"',
      'nova resize api 2',
      'python3 -m pip install x',
      'sed -i s/a/b/ app.conf',
      'sort -o list list',
      'tar -xzf a.tgz',
      'tee -a /etc/fstab',
      'touch /srv/app/.maintenance',
      'vim app.conf',
      'ssh host "mkdir -p /tmp/x"',
    ],
  ],
  [
    'destroy',
    [
      'find . -name x -delete',
      'patronictl remove main',
      'python3 -m pip uninstall x',
      'ufw reset',
      'zstd --rm dump',
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
      'git checkout HEAD~1 -- .',
      'git restore a.ts',
      'sudo rm -rf /var/lib/x',
      'ssh host "rm -rf /data"',
      'mysql -e "DELETE FROM a"',
      'rsync -a --delete a/ host:b/',
      'pg_restore -c -d app app.dump',
      'dd if=/dev/zero of=/dev/sda',
      'iptables -F',
      'docker run --rm tools redis-cli FLUSHALL',
      'docker exec api sh -c "rm -rf /data" --help',
      'ssh host "systemctl status nginx; rm -rf /data"',
      'git reflog expire --expire=now --all',
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
      'systemctl soft-reboot',
      'sudo -iu ubuntu',
      'docker run --rm --entrypoint sh tools df -h',
      'docker run --rm cleanup --once',
      'sudo ./deploy.sh',
      'mysql -h db -u app -p',
      'mysql -e "\\\\! rm -rf /"',
      'ssh host "sed 1e\\ id a"',
      'systemctl switch-root /x',
      'pulumi config env add dev',
      'docker $VERB',
      'docker compose $VERB api',
      'docker exec -it api sh',
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
      'nc host 1234',
      'npm run deploy',
      'npx tsx worker.ts',
      'make deploy',
      'gh extension install x',
      'ansible-playbook site.yml',
      'awk "BEGIN { system(x) }"',
      'gradlew deploy',
      'make help deploy',
      'make -n deploy',
      'mvn install',
      'perf record ./app',
      'python3 deploy.py',
      'python3 -m app',
      'python3 -c x',
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
    expect(handlers.map(({ grammar }) => grammar.program)).toEqual([
      ...['curl', 'date', 'pg_isready', 'psql', 'pulumi', 'redis-cli', 'livekit-cli', 'lk'],
    ]);
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
