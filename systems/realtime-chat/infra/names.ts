import type { Size } from './sizes.ts';

export const PROJECT = 'realtime-chat';
export const REGION = 'us-east-1';
export const RECOVERY_REGION = 'us-west-2';
/** The zone that belongs to the system, and the name in it that clients use. */
export const ZONE = 'chat.example.com';

/** What every part of a stack is made from. */
export interface Making {
  /** `dev`. */
  env: string;
  /** `realtime-chat-dev`: beginning of every resource's name. */
  app: string;
  size: Size;
}
