import type { AlarmHistoryItem, HistoryItemType } from '@aws-sdk/client-cloudwatch';
import type { Alarm, StateInfo } from './alarm.ts';
import { describeAny } from './describe-alarm.ts';

const MAX_HISTORY = 5000;

/** What happened to alarms, newest first; it outlives them, as in CloudWatch. */
export class AlarmHistory {
  readonly items: AlarmHistoryItem[] = [];

  configured(alarm: Alarm, type: 'Create' | 'Update' | 'Delete', at: number): void {
    const member = { Create: 'createdAlarm', Update: 'updatedAlarm', Delete: 'deletedAlarm' }[type];
    const summary = `Alarm "${alarm.config.name}" ${type.toLowerCase()}d`;
    this.#record(alarm, at, { type: 'ConfigurationUpdate', summary, data: { type, [member]: camelCased(alarm) } });
  }

  changed(alarm: Alarm, old: StateInfo, at: number): void {
    const summary = `Alarm updated from ${old.value} to ${alarm.state.value}`;
    const data = { oldState: stateData(old), newState: stateData(alarm.state) };
    this.#record(alarm, at, { type: 'StateUpdate', summary, data });
  }

  acted(alarm: Alarm, at: number, { action, failure }: { action: string; failure: string | null }): void {
    const summary = failure === null ? `Successfully executed action ${action}` : `Failed to execute action ${action}`;
    const data = {
      actionState: failure === null ? 'Succeeded' : 'Failed',
      stateUpdateTimestamp: alarm.updatedAt,
      notificationResource: action,
      error: failure,
    };
    this.#record(alarm, at, { type: 'Action', summary, data });
  }

  #record(alarm: Alarm, at: number, item: { type: HistoryItemType; summary: string; data: object }): void {
    this.items.unshift({
      AlarmName: alarm.config.name,
      AlarmType: alarm.config.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm',
      Timestamp: new Date(at),
      HistoryItemType: item.type,
      HistorySummary: item.summary,
      HistoryData: JSON.stringify({ version: '1.0', ...item.data }),
    });
    this.items.splice(MAX_HISTORY);
  }
}

function camelCased(alarm: Alarm): object {
  const entries = Object.entries(describeAny(alarm)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]));
}

function stateData(state: StateInfo): object {
  return {
    stateValue: state.value,
    stateReason: state.reason,
    ...(state.data !== undefined && { stateReasonData: parsed(state.data) }),
  };
}

/** `set-alarm-state` takes any text as data. */
function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
