/** How a container is asked whether it is well. Images of the stack's services hold Node, and perhaps no other client. */
export function healthCommand(port: number, path: string): string[] {
  const url = JSON.stringify(`http://127.0.0.1:${port}${path}`);
  return ['CMD', 'node', '-e', `fetch(${url}).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`];
}

/** A load balancer gives up on an answer before it asks again. */
export function healthTimeout(intervalSeconds: number): number {
  return Math.max(2, Math.min(5, intervalSeconds - 1));
}
