/** Programs by name: what makes a line a command where no fence says so, and which of them leave the world alone. */

/** Read, compute and print. */
const LOCAL =
  '[ [[ alias base64 basename bc bg break builtin cal cat cd clear column comm command continue cut date declare diff dirname dirs ' +
  'echo egrep envsubst exit export expr false fg fgrep file fmt fold function getopts git-diff grep hash head help hexdump id jobs ' +
  'join jq less let ll local ls man md5sum more nl nproc od openssl paste popd printf pushd pwd read readarray readonly realpath ' +
  'return rev rg seq set sha256sum shift shopt shuf sleep stat strings sum tac tail test time timeout tr tree true type ' +
  'typeset tz ulimit umask uname uniq unset uuidgen wait watch wc which while whoami xargs xxd yes zcat :';

/** Look at this or another machine. */
const READING =
  'arp dig df dmesg du free host htop iostat iotop journalctl last lsblk lscpu lsof mpstat mtr nc ncat netstat nmap nslookup ' +
  'pg_isready pgrep ping pidstat ps sar strace tcpdump telnet top traceroute uptime vmstat w who';

/** Only names them as commands; what they do is for a grammar to say. */
const OTHER =
  '. ab awk env ifconfig ip mktemp mount sort split ss yq ansible ansible-playbook apt apt-get argocd at aws aws-vault az brew bundle calicoctl cdk celery certbot chef-client chmod ' +
  'chown cloud-init colima composer conda consul copilot cp cqlsh createdb crontab curl deno dnf docker docker-compose dropdb ecs-cli ' +
  'eksctl emacs etcdctl eval fail2ban-client fargate find flux fly flyctl gcloud gem gh git gitlab-rails glab go gpg gradle gradlew ' +
  'grpcurl gsutil gunzip gzip helm heroku hostname http httpie influx istioctl java jstack k k6 kafka-console-consumer ' +
  'kafka-console-consumer.sh kafka-consumer-groups.sh kafka-topics kafka-topics.sh kill killall knife kubectl kubectx kubens kustomize ' +
  'litestream livekit-cli lsusb make minikube mkdir mongo mongodump mongorestore mongosh mv mvn mvnw mysql mysqladmin mysqlbinlog ' +
  'mysqldump nano netlify newrelic nginx node nomad npm npx oc op opensearch openstack packer patronictl pbcopy pbpaste perf pg_ctl ' +
  'pg_dump pg_dumpall pg_restore pgbench php pip pip3 pkill pm2 pnpm podman poetry printenv prisma promtool psql pulumi pytest python ' +
  'python3 rabbitmqctl rails rake rbenv reboot redis-benchmark redis-cli reindexdb rm rosa rsync ruby sam scp sed serverless service ' +
  'session-manager-plugin sftp shutdown skopeo sls source sqlite3 sqlx ssh ssh-keygen stern su sudo supabase supervisorctl swapoff ' +
  'swapon sysctl systemctl tar tee terraform terragrunt tofu touch trap truncate tsh ufw unbound unzip uv vacuumdb valkey-cli vault ' +
  'velero vercel vi vim virtualenv wget wrangler wrk wscat yarn yum zip zstd';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

export const LOCAL_PROGRAMS = set(LOCAL);
export const READING_PROGRAMS = set(READING);
const OTHER_PROGRAMS = set(OTHER);

export function isKnownProgram(word: string): boolean {
  return LOCAL_PROGRAMS.has(word) || READING_PROGRAMS.has(word) || OTHER_PROGRAMS.has(word);
}

/** Words that are programs and English too: alone they make no command of a text. */
const ALSO_WORDS = set(
  'command continue date diff file find help host id join last less make more mount node read return service set sort split test time top type ' +
    'watch which while who wait sum op go head tail false true break function local kill yes at copilot vault consul flux fly',
);
export function isAlsoAWord(program: string): boolean {
  return ALSO_WORDS.has(program);
}
