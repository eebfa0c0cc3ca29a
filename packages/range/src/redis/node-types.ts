/** Memory of ElastiCache's node types in GiB (aws.amazon.com/elasticache/pricing). */
export const NODE_MEMORY_GIB: Readonly<Record<string, number>> = {
  'cache.t2.micro': 0.555,
  'cache.t2.small': 1.55,
  'cache.t2.medium': 3.22,
  ...sizes(['t3', 't4g'], { micro: 0.5, small: 1.37, medium: 3.09 }),
  ...sizes(['m5', 'm6g', 'm7g'], {
    large: 6.38,
    xlarge: 12.94,
    '2xlarge': 26.05,
    '4xlarge': 52.26,
    '12xlarge': 157.12,
  }),
  ...sizes(['m6g', 'm7g'], { '8xlarge': 103.68, '16xlarge': 209.55 }),
  'cache.m5.24xlarge': 314.32,
  ...sizes(['r5', 'r6g', 'r7g'], {
    large: 13.07,
    xlarge: 26.32,
    '2xlarge': 52.82,
    '4xlarge': 105.81,
    '12xlarge': 317.77,
  }),
  ...sizes(['r6g', 'r7g'], { '8xlarge': 209.55, '16xlarge': 419.09 }),
  'cache.r5.24xlarge': 635.61,
};

/** Types that a node can be changed to, larger and smaller ones apart, by name. */
export function allowedChanges(nodeType: string): { up: string[]; down: string[] } {
  const own = NODE_MEMORY_GIB[nodeType] ?? 0;
  // T2 is of an older network, which newer clusters cannot go back to.
  const others = Object.entries(NODE_MEMORY_GIB).filter(([name]) => name !== nodeType && !name.includes('.t2.'));
  const names = (isWanted: (memory: number) => boolean) =>
    others.flatMap(([name, memory]) => (isWanted(memory) ? [name] : [])).sort();
  return { up: names((memory) => memory > own), down: names((memory) => memory <= own) };
}

function sizes(families: readonly string[], memory: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    families.flatMap((family) => Object.entries(memory).map(([size, gib]) => [`cache.${family}.${size}`, gib])),
  );
}
