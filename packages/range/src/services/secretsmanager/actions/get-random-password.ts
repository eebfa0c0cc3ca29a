import { randomInt } from 'node:crypto';
import type { GetRandomPasswordRequest, GetRandomPasswordResponse } from '@aws-sdk/client-secrets-manager';
import { AwsError, type Checked } from '../../../wire/service.ts';

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const NUMBERS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

export function getRandomPassword(input: Checked<GetRandomPasswordRequest>): GetRandomPasswordResponse {
  const excluded = new Set(input.ExcludeCharacters ?? '');
  const kinds = [
    input.ExcludeLowercase ? '' : LOWERCASE,
    input.ExcludeUppercase ? '' : LOWERCASE.toUpperCase(),
    input.ExcludeNumbers ? '' : NUMBERS,
    input.ExcludePunctuation ? '' : PUNCTUATION,
    input.IncludeSpace ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !excluded.has(character)))
    .filter((kind) => kind.length > 0);
  const length = input.PasswordLength ?? 32;
  const required = input.RequireEachIncludedType === false ? [] : kinds;
  if (kinds.length === 0 || length < Math.max(1, required.length) || length > 4096) {
    throw new AwsError(
      'InvalidParameterException',
      'No password of this length can be made of the characters allowed.',
    );
  }
  const characters = [...required.map(oneOf), ...drawn(kinds.flat(), length - required.length)];
  return { RandomPassword: shuffled(characters).join('') };
}

function oneOf(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}

function drawn(characters: readonly string[], count: number): string[] {
  return Array.from({ length: count }, () => oneOf(characters));
}

/** Fisher and Yates. */
function shuffled(characters: readonly string[]): string[] {
  const rest = [...characters];
  return characters.map(() => rest.splice(randomInt(rest.length), 1)[0] ?? '');
}
