/** Programs by name: what makes a line a command where no fence says so, and which of them leave the world alone. */

/** Read, compute and print; what they write stays in the session. */
const LOCAL =
  '[ [[ alias awk base64 basename bc bg break builtin cal cat cd chmod clear column comm command continue cp cut date declare diff dirname ' +
  'dirs echo egrep env envsubst eval exit export expr false fg fgrep file find fmt fold function getopts git-diff grep gunzip gzip hash head ' +
  'help hexdump hostname id jobs join jq less let ll local ls man md5sum mkdir mktemp more mv nl nproc od openssl paste popd printenv printf ' +
  'pushd pwd read readarray readonly realpath return rev rg sed seq set sha256sum shift shopt shuf sleep sort source split stat strings sum ' +
  'tac tail tar tee test time timeout touch tr trap tree true type typeset tz ulimit umask uname uniq unset unzip uuidgen wait watch wc which ' +
  'while whoami xargs xxd yes yq zcat zip . :';

/** Look at this or another machine. */
const READING =
  'arp dig df dmesg du free host htop ifconfig iostat ip iotop journalctl last lsblk lscpu lsof mount mpstat mtr nc ncat netstat nmap nslookup ' +
  'pg_isready pgrep ping pidstat ps sar ss strace tcpdump telnet top traceroute uptime vmstat w who';

/** Only names them as commands; what they do is for a grammar to say. */
const OTHER =
  'ab ansible ansible-playbook apt apt-get argocd aws aws-vault az brew bundle calicoctl cdk certbot chown cloud-init colima composer consul ' +
  'conda copilot createdb cron crontab cqlsh curl deno dnf docker docker-compose dropdb ecs-cli eksctl etcdctl fargate fly flyctl flux gcloud ' +
  'gem gh git glab go gpg gradle grpcurl gsutil heroku helm http httpie influx istioctl java jstack k k6 kafka-console-consumer kafka-topics ' +
  'kill killall kubectl kubectx kubens kustomize litestream livekit-cli lsusb make minikube mongo mongodump mongorestore mongosh mvn mysql ' +
  'mysqladmin mysqldump nano netlify newrelic nginx node nomad npm npx oc op openstack opensearch packer patronictl perf pg_ctl pg_dump ' +
  'pg_dumpall pg_restore pgbench php pip pip3 pkill pm2 pnpm podman poetry prisma promtool psql pulumi pytest python python3 rabbitmqctl rails ' +
  'rake rbenv reboot redis-benchmark redis-cli reindexdb rm rosa rsync ruby sam scp sed serverless service session-manager-plugin sftp shutdown ' +
  'skopeo sls sqlite3 ssh ssh-keygen stern su sudo supervisorctl supabase swapoff swapon sysctl systemctl terraform terragrunt tofu tsh unbound ' +
  'uv vacuumdb valkey-cli vault velero vercel vi vim virtualenv wget wrangler wrk wscat yarn yum';

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
