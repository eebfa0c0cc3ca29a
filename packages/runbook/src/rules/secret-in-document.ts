import { findKey, isPlaceholder, secretsIn } from '../check/secret-words.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

/** An error: whoever can read the repository has it. */
export const secretInDocument: Rule = {
  id: 'secret-in-document',
  severity: 'error',
  title: 'A password, token or key stands in the document itself.',
  why: 'Everybody who ever read the repository has it, and so does its history. It must be taken out and rotated.',
  example: {
    bad: '# Cache\n\n```bash\nredis-cli -h cache.internal -a hunter2Tr0ub4dor INFO memory\n```\n',
    good: '# Cache\n\n```bash\nREDISCLI_AUTH=$(aws secretsmanager get-secret-value --secret-id cache --query SecretString --output text)\nexport REDISCLI_AUTH\nredis-cli -h cache.internal INFO memory\n```\n',
  },
  *check(context) {
    for (const [i, line] of context.lines.entries()) {
      const key = findKey(line);
      if (key !== null) yield finding(key.what, i + 1, key.column);
    }
    yield* literals(context);
  },
};

function* literals({ commands, shells }: RuleContext): Iterable<Finding> {
  for (const { command, argv, unresolved } of commands) {
    for (const { where, value, index } of secretsIn(command.program, argv)) {
      if (!unresolved.has(index) && isSecret(value)) yield finding(`the value of ${where}`, command.line);
    }
  }
  for (const { block, analysis } of shells) {
    for (const { name, value, line } of analysis.assignments) {
      if (
        /(?:^|_)(?:PASSWORD|PGPASSWORD|MYSQL_PWD|PASSWD|SECRET|TOKEN|API_?KEY|SECRET_ACCESS_KEY|REDISCLI_AUTH)$/i.test(
          name,
        ) &&
        isSecret(value)
      )
        yield finding(`the value of ${name}`, line + block.line - 1);
    }
  }
}

function isSecret(value: string): boolean {
  return (
    value.length >= 6 &&
    !/\s/.test(value.trim()) &&
    !value.includes('`') &&
    !isPlaceholder(value) &&
    !/^(?:postgres|root|admin|redis|rabbit|guest)$/.test(value)
  );
}

function finding(what: string, line: number, column?: number): Finding {
  const message = `${what.charAt(0).toUpperCase()}${what.slice(1)} is written out here.`;
  const hint = 'Rotate it, keep it in a secret store, and read it from there at run time.';
  return column === undefined ? { line, message, hint } : { line, column, message, hint };
}
