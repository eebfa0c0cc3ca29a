import { AwsError } from './service.ts';

/** What AWS answers to a request whose form is wrong before its meaning matters. */
export function malformed(what: string): AwsError {
  return new AwsError('SerializationException', `The request cannot be read: ${what}.`);
}
