/** A little runbook that holds one block, for the examples of rules. */
export function exampleOf(text: string, language = 'bash'): string {
  return `# Runbook\n\n## Do it\n\n\`\`\`${language}\n${text}\n\`\`\`\n`;
}
