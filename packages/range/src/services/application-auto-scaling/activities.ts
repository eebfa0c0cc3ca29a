import { randomUUID } from 'node:crypto';
import type { NotScaledReason, ScalingActivity } from '@aws-sdk/client-application-auto-scaling';
import type { Clock } from '@steadyhand/contracts';
import { DIMENSION, NAMESPACE } from './scalable-target.ts';

const KEPT = 200;

/** What was scaled and why, and what was not; the newest first. */
export class Activities {
  readonly all: ScalingActivity[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Gives how to say that it is over. */
  begin(resourceId: string, count: number, cause: string): (reached: boolean) => void {
    const activity = this.#add(resourceId, cause, {
      Description: `Setting desired count to ${count}.`,
      StatusCode: 'InProgress',
      StatusMessage: `Successfully set desired count to ${count}. Waiting for change to be fulfilled by ecs.`,
    });
    return (reached) => {
      activity.EndTime = new Date(this.#clock.now());
      activity.StatusCode = reached ? 'Successful' : 'Overridden';
      activity.StatusMessage = reached
        ? `Successfully set desired count to ${count}. Change successfully fulfilled by ecs.`
        : `Successfully set desired count to ${count}. Change was overridden by another.`;
    };
  }

  /** The same reason again and again is said once. */
  notScaled(resourceId: string, cause: string, reason: NotScaledReason): void {
    const last = this.all.find((activity) => activity.ResourceId === resourceId);
    const isSame = last?.Cause === cause && JSON.stringify(last.NotScaledReasons) === JSON.stringify([reason]);
    if (isSame) return;
    const activity = this.#add(resourceId, cause, {
      Description: 'Attempting to scale due to alarm triggered',
      StatusCode: 'Unfulfilled',
      StatusMessage: `Not scaled: ${reason.Code}.`,
    });
    activity.EndTime = activity.StartTime;
    activity.NotScaledReasons = [reason];
  }

  #add(
    resourceId: string,
    cause: string,
    rest: Pick<ScalingActivity, 'Description' | 'StatusCode' | 'StatusMessage'>,
  ): ScalingActivity {
    const activity: ScalingActivity = {
      ActivityId: randomUUID(),
      ServiceNamespace: NAMESPACE,
      ResourceId: resourceId,
      ScalableDimension: DIMENSION,
      Cause: cause,
      StartTime: new Date(this.#clock.now()),
      ...rest,
    };
    this.all.unshift(activity);
    this.all.length = Math.min(this.all.length, KEPT);
    return activity;
  }
}
