import { cborProtocol } from './cbor.ts';
import { jsonProtocol } from './json.ts';
import type { Protocol } from './protocol.ts';
import { ec2Protocol, queryProtocol } from './query.ts';
import { restJsonProtocol, restXmlProtocol } from './rest.ts';
import type { ProtocolName } from './route.ts';

/** By name; `labels` are the path's, for REST. */
export function protocolOf(name: ProtocolName, labels: Readonly<Record<string, string>> = {}): Protocol {
  switch (name) {
    case 'cbor':
      return cborProtocol;
    case 'json1.0':
      return jsonProtocol('1.0');
    case 'json1.1':
      return jsonProtocol('1.1');
    case 'query':
      return queryProtocol;
    case 'ec2':
      return ec2Protocol;
    case 'rest-json':
      return restJsonProtocol(labels);
    case 'rest-xml':
      return restXmlProtocol(labels);
  }
}
