/** The stacks of realtime-chat by name: for how many daily users each is meant. */
export interface Size {
  /** Units of a task of api and realtime; 1024 are a processor. */
  cpu: number;
  api: number;
  realtime: number;
  workers: number;
  database: { instanceClass: string; maxConnections: number; multiAz: boolean; proxy: boolean };
  cache: { nodeType: string; maxMemoryMb: number };
}

export const SIZES = {
  dev: {
    cpu: 256,
    api: 2,
    realtime: 2,
    workers: 1,
    database: { instanceClass: 'db.t4g.micro', maxConnections: 80, multiAz: false, proxy: false },
    cache: { nodeType: 'cache.t4g.micro', maxMemoryMb: 64 },
  },
  '1k-dau': {
    cpu: 512,
    api: 2,
    realtime: 2,
    workers: 2,
    database: { instanceClass: 'db.t4g.medium', maxConnections: 100, multiAz: false, proxy: true },
    cache: { nodeType: 'cache.t4g.small', maxMemoryMb: 96 },
  },
  '10k-dau': {
    cpu: 1024,
    api: 4,
    realtime: 6,
    workers: 4,
    database: { instanceClass: 'db.m7g.large', maxConnections: 200, multiAz: true, proxy: true },
    cache: { nodeType: 'cache.r7g.large', maxMemoryMb: 128 },
  },
} satisfies Record<string, Size>;

/** Sockets that one realtime task takes: the runbook's "max/task". */
export const CONNECTIONS_PER_TASK = 500;
