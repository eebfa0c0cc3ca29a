import type { StackInput } from '@steadyhand/contracts';
import { type Making, ZONE } from './names.ts';

/** Requests for the REST interface and for sockets are told apart by path; the rest is the chat page. */
const rules = [
  { paths: ['/api/*'], targetGroup: 'api' },
  { paths: ['/socket.io/*'], targetGroup: 'realtime' },
];

export function loadBalancers({ app }: Making): StackInput['loadBalancers'] {
  return [
    {
      id: 'main',
      name: app,
      accessLogs: { bucket: 'access-logs', prefix: 'alb' },
      webAcl: 'main',
      securityGroups: ['balancer'],
      listeners: [
        { port: 80, protocol: 'HTTP', rules, default: 'api' },
        { port: 443, protocol: 'HTTPS', rules, default: 'api' },
      ],
    },
  ];
}

export function targetGroups({ app }: Making): StackInput['targetGroups'] {
  return ['api', 'realtime'].map((id) => ({
    id,
    name: `${app}-${id}`,
    service: id,
    healthPath: '/health',
    intervalSeconds: 10,
  }));
}

/** A client that connects again and again is stopped; addresses of the team's own are never. */
export function webAcls({ app }: Making): StackInput['webAcls'] {
  return [
    {
      id: 'main',
      name: app,
      ipSets: [{ id: 'trusted', name: `${app}-trusted`, addresses: [] }],
      rules: [
        { name: 'TrustedAddresses', priority: 0, action: 'ALLOW', match: { ipSet: 'trusted' } },
        {
          name: 'SocketIORateLimit',
          priority: 1,
          action: 'BLOCK',
          match: { rate: { limit: 2_000, windowSeconds: 300, pathPrefix: '/socket.io/' } },
        },
      ],
    },
  ];
}

export function hostedZones({ env }: Making): StackInput['hostedZones'] {
  return [
    { id: 'main', name: ZONE, records: [{ name: `${env}.${ZONE}`, type: 'A', target: { loadBalancer: 'main' } }] },
  ];
}

/** From the world to the balancer, from it to the tasks, from them to the stores. */
export function securityGroups({ app }: Making): StackInput['securityGroups'] {
  const group = (id: string, description: string) => ({ id, name: `${app}-${id}`, description });
  const from = (securityGroup: string, port: number) => ({
    fromPort: port,
    toPort: port,
    source: { securityGroup },
  });
  const fromAnywhere = (port: number) => ({ fromPort: port, toPort: port, source: { cidr: '0.0.0.0/0' } });
  return [
    { ...group('balancer', 'Load balancer'), ingress: [fromAnywhere(80), fromAnywhere(443)] },
    { ...group('tasks', 'Tasks'), ingress: [3000, 3001, 3002].map((port) => from('balancer', port)) },
    { ...group('database', 'Postgres and its proxy'), ingress: [from('tasks', 5432)] },
    { ...group('cache', 'Redis'), ingress: [from('tasks', 6379)] },
  ];
}
