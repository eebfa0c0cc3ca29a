import type { WireError } from './message.ts';
import type { ServiceModel } from './model.ts';
import type { AwsError } from './service.ts';

/** An error as the service models it, found by its shape's name or by its query code; else as it stands. */
export function toWireError(error: AwsError, model?: ServiceModel): WireError {
  const found =
    model?.errors.find((e) => e.name === error.code) ?? model?.errors.find((e) => e.queryCode === error.code);
  return {
    name: found?.name ?? error.code,
    type: found?.type ?? error.code,
    queryCode: found?.queryCode ?? error.code,
    message: error.message,
    details: error.details,
    status: found?.status ?? error.status,
  };
}
