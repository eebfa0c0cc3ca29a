/** Standard error is a terminal wherever somebody is asked; standard output may go into a file. */
export function showOnce(secret: string): void {
  const shown = secret.replace(
    /(?![\n\t])\p{Cc}/gu,
    (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  process.stderr.write(`  shown once, on this terminal alone:\n${shown}${shown.endsWith('\n') ? '' : '\n'}`);
}
