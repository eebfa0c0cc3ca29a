/** What RDS refuses before it does anything, in its words. */
import { AwsError } from '../../wire/service.ts';

const FORM =
  'Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; ' +
  'and must not end with a hyphen or contain two consecutive hyphens.';

/** Lower case, as RDS keeps identifiers. */
export function identifier(parameter: string, value: string, longest = 63): string {
  if (value === '') throw invalid(`The parameter ${parameter} must be provided and must not be blank.`);
  if (!/^[a-z](-?[a-z0-9])*$/i.test(value)) {
    throw invalid(`The parameter ${parameter} is not a valid identifier. ${FORM}`);
  }
  if (value.length > longest) {
    throw invalid(
      `The parameter ${parameter} is not a valid identifier. It must be at most ${longest} characters long.`,
    );
  }
  return value.toLowerCase();
}

export function masterPassword(value: string): string {
  if (value.length < 8) {
    throw invalid('The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.');
  }
  if (value.length > 128) {
    throw invalid('The parameter MasterUserPassword is not a valid password because it is longer than 128 characters.');
  }
  if (!/^[!-~]*$/.test(value) || /[/@" ]/.test(value)) {
    throw invalid(
      `The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`,
    );
  }
  return value;
}

export function retentionDays(value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 35) return value;
  throw invalid(`Invalid backup retention period: ${value}. Must be between 0 and 35.`);
}

/** A member that AWS knows and that would not act here is refused, never accepted in silence. */
export function refuseIdle(operation: string, input: object, acting: readonly string[]): void {
  const idle = Object.entries(input).filter(([name, value]) => value !== undefined && !acting.includes(name));
  if (idle.length === 0) return;
  const names = idle.map(([name]) => name).join(', ');
  throw new AwsError('NotImplemented', `rds ${operation} with ${names} is not implemented in this range.`, 501);
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}
