/** Whether somebody is there to ask: questions are shown on standard error and answered on standard input. */
export function isInteractive(options: { json?: boolean }): boolean {
  return !options.json && process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Where prompts go. They leave no trace: what was answered is shown by whoever asked. */
export function promptContext(signal?: AbortSignal) {
  return { output: process.stderr, clearPromptOnDone: true, ...(signal ? { signal } : {}) };
}

/** Whether a prompt was left by Ctrl-C, or taken away by its signal. */
export function isPromptLeft(error: unknown): boolean {
  return error instanceof Error && /^(ExitPrompt|AbortPrompt)Error$/.test(error.name);
}
