import type { EgressClient, IngressClient, RoomServiceClient } from 'livekit-server-sdk';
import type { Given } from './given.ts';
import type { Settings } from './settings.ts';

/** What a command works with. */
export interface Work {
  given: Given;
  settings: Settings;
  rooms: RoomServiceClient;
  egress: EgressClient;
  ingress: IngressClient;
  output: Output;
}

/** Carries a command out. Rejects with a LivekitError, with what was printed before in `output`. */
export type Action = (work: Work) => Promise<void>;

export class Output {
  stdout = '';
  stderr = '';
  readonly secrets: string[] = [];

  print(text: string): void {
    this.stdout += text;
  }

  note(text: string): void {
    this.stderr += `${text}\n`;
  }

  json(value: unknown): void {
    this.print(`${JSON.stringify(value, null, 2)}\n`);
  }
}
