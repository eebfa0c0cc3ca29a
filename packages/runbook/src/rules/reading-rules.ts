/** What `steady check` reports besides its rules: what the parser met, and what is wrong with ignore comments. */
import type { Rule } from './rule.ts';

export interface RuleInfo extends Pick<Rule, 'id' | 'severity' | 'title' | 'why'> {
  /** Left out where no small document shows it. */
  readonly example?: Rule['example'];
}

const PLAIN = '# Runbook\n\nNothing to run.\n';

export const READING_RULES: readonly RuleInfo[] = [
  {
    id: 'block-too-long',
    severity: 'warning',
    title: 'A block is longer than what is analysed.',
    why: 'Nothing in it is checked. A block of this size is data, which belongs into a file.',
  },
  {
    id: 'encoding-damaged',
    severity: 'warning',
    title: 'The text holds NUL bytes or bytes that are not UTF-8.',
    why: 'What stands there can no longer be read, and a command that is copied from there is not the one that was meant.',
    example: { bad: '# Runbook\n\nRestart the caf\ufffd service.\n', good: PLAIN },
  },
  {
    id: 'encoding-mojibake',
    severity: 'warning',
    title: 'UTF-8 was saved as if it were Windows-1252.',
    why: 'Arrows and quotation marks come out as rows of accented letters; a quotation mark inside a command no longer quotes.',
    example: { bad: '# Runbook\n\n1. Go to ECS â†’ Services\n', good: '# Runbook\n\n1. Go to ECS → Services\n' },
  },
  {
    id: 'fence-unclosed',
    severity: 'error',
    title: 'A fence is never closed.',
    why: 'Everything below it, headings included, is read as its text: on the page, and here.',
    example: {
      bad: '# Restart\n\n```bash\nuptime\n\n## Verify\n',
      good: '# Restart\n\n```bash\nuptime\n```\n\n## Verify\n',
    },
  },
  {
    id: 'ignore-unknown-rule',
    severity: 'warning',
    title: 'An ignore comment names no rule that exists.',
    why: 'It ignores nothing, and whoever wrote it believes that it does.',
    example: {
      bad: '# Runbook\n\n<!-- steadyhand-ignore dead-ancor: moved soon -->\n',
      good: '# Runbook\n\n<!-- steadyhand-ignore dead-anchor: made by the site -->\n[Top](#top-of-site)\n',
    },
  },
  {
    id: 'ignore-unused',
    severity: 'warning',
    title: 'An ignore comment covers nothing.',
    why: 'What it was for is gone; left standing, it hides the next mistake at this place.',
    example: {
      bad: '# Runbook\n\n<!-- steadyhand-ignore dead-anchor: made by the site -->\nNothing here.\n',
      good: '# Runbook\n\n<!-- steadyhand-ignore dead-anchor: made by the site -->\n[Top](#top-of-site)\n',
    },
  },
  {
    id: 'ignore-without-reason',
    severity: 'warning',
    title: 'An ignore comment gives no reason.',
    why: 'Nobody can tell later whether it still holds, so it is not obeyed.',
    example: {
      bad: '# Runbook\n\n<!-- steadyhand-ignore dead-anchor -->\n[Top](#top-of-site)\n',
      good: '# Runbook\n\n<!-- steadyhand-ignore dead-anchor: made by the site -->\n[Top](#top-of-site)\n',
    },
  },
  {
    id: 'internal-rule-failure',
    severity: 'warning',
    title: 'A rule failed on this document.',
    why: 'That is a fault of Steadyhand, not of the document. The other rules have run.',
  },
  {
    id: 'line-too-long',
    severity: 'warning',
    title: 'A line is longer than what is read.',
    why: 'It is left out. A line of this length is data, which belongs into a file.',
  },
  {
    id: 'markdown-unreadable',
    severity: 'error',
    title: 'A part of the document cannot be parsed as Markdown.',
    why: 'Nothing in it is checked.',
  },
  {
    id: 'nesting-too-deep',
    severity: 'warning',
    title: 'Lists or quotes are nested deeper than what is read.',
    why: 'What stands there is left out.',
  },
  {
    id: 'shell-unparseable',
    severity: 'error',
    title: 'A block that is tagged as shell is not shell.',
    why: 'Pasted into a terminal it waits for the quotation mark that never comes, or runs half of itself and then fails.',
    example: {
      bad: '# Restart\n\n```bash\nif systemctl is-active api; then\n  echo "up"\n```\n',
      good: '# Restart\n\n```bash\nif systemctl is-active api; then\n  echo "up"\nfi\n```\n',
    },
  },
];
