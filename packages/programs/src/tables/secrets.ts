/** Programs that keep secrets, and those that hand them to another command. */
import type { JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { behindDashes } from './carried.ts';
import { all, type Group, groupGrammars, type Row, rowGrammars } from './rules.ts';

const ROWS: readonly Row[] = [
  [
    'gpg',
    ({ has }) => {
      if (has('--verify', '--version', '--print-md', '--fingerprint')) return 'local';
      if (has('-k', '-K', '--list-keys', '--list-secret-keys', '--list-packets')) return 'read';
      if (has('--delete-keys', '--delete-secret-keys', '--delete-secret-and-public-key')) return 'destroy';
      if (has('-d', '--decrypt', '--export-secret-keys')) return 'reveal';
      return has('-e', '--encrypt', '-s', '--sign', '--import', '--gen-key', '-c', '--symmetric')
        ? 'change'
        : 'unknown';
    },
    'gpg --verify release.asc',
  ],
  ['ssh-add', ({ has }) => (has('-l', '-L') ? 'read' : 'change'), 'ssh-add -l'],
  ['ssh-copy-id', 'change', 'ssh-copy-id deploy@host'],
  ['ssh-keygen', ({ has }) => (has('-l', '-F', '-y', '-B') ? 'local' : 'change'), 'ssh-keygen -lf host.pub'],
  ['ssh-keyscan', 'read', 'ssh-keyscan host'],
  [
    'sops',
    ({ has, operands }) => {
      if (has('-d', '--decrypt') || operands[0]?.value === 'decrypt') return 'reveal';
      return operands[0]?.value.startsWith('exec') === false ? 'change' : 'unknown';
    },
    'sops -d secrets.yaml',
  ],
  [
    'ansible-vault',
    ({ operands }) => (/^(?:view|decrypt)$/.test(operands[0]?.value ?? '') ? 'reveal' : 'change'),
    'ansible-vault view vars.yml',
  ],
];

function groups(judge: JudgeShell): Readonly<Record<string, Group>> {
  return {
    vault: {
      example: 'vault status',
      valued: [],
      commands: {
        ...all(
          'read',
          'status, kv list, list, policy list, policy read, secrets list, auth list, audit list, token lookup',
        ),
        ...all(
          'read',
          'kv metadata get, lease lookup, operator raft list-peers, operator members, operator key-status, version',
        ),
        ...all('reveal', 'read, kv get, unwrap, print token, token create, operator generate-root'),
        ...all(
          'change',
          'write, kv put, kv patch, kv rollback, kv undelete, kv metadata put, secrets enable, secrets tune',
        ),
        ...all(
          'change',
          'auth enable, auth tune, audit enable, policy write, token renew, lease renew, login, operator unseal',
        ),
        ...all(
          'change',
          'operator init, operator rekey, operator rotate, operator step-down, operator raft snapshot save',
        ),
        ...all(
          'destroy',
          'delete, kv delete, kv destroy, kv metadata delete, secrets disable, secrets move, auth disable',
        ),
        ...all(
          'destroy',
          'audit disable, lease revoke, token revoke, policy delete, operator seal, operator raft remove-peer',
        ),
        ...all('destroy', 'operator raft snapshot restore'),
      },
    },
    op: {
      example: 'op item list',
      valued: ['--vault', '--account', '--fields', '--format'],
      commands: {
        ...all('read', 'item list, vault list, vault get, document list, user list, account list, whoami'),
        ...all('reveal', 'read, item get, document get, inject, signin'),
        ...all('change', 'item create, item edit, item share, document create, document edit, vault create'),
        ...all('destroy', 'item delete, document delete, vault delete, user delete'),
        run: behindDashes(judge),
      },
    },
    doppler: {
      example: 'doppler run -- ls',
      valued: ['-p', '--project', '-c', '--config'],
      commands: {
        ...all('read', 'projects, configs, environments, activity, me'),
        ...all('reveal', 'secrets, secrets get, secrets download'),
        ...all('change', 'secrets set, secrets upload, setup, login, configs create'),
        ...all('destroy', 'secrets delete, configs delete, projects delete'),
        run: behindDashes(judge),
      },
    },
    'aws-vault': {
      example: 'aws-vault exec prod -- aws sts get-caller-identity',
      valued: ['-d', '--duration', '-t', '--mfa-token', '--region'],
      commands: {
        list: 'read',
        ...all('reveal', 'export, login'),
        ...all('change', 'add, rotate, clear'),
        remove: 'destroy',
        exec: behindDashes(judge),
      },
    },
  };
}

export function secretGrammars(judge: JudgeShell): ProgramGrammar[] {
  return [...rowGrammars(ROWS), ...groupGrammars(groups(judge))];
}
