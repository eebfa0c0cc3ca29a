import type { Clock, Host } from '@steadyhand/contracts';

/** A host at which every question takes a person some time, and how long they took together, on the clock that is given. */
export interface PeopleTime {
  host: Host;
  questions: number;
  spentMs: number;
}

/** People need time to read, to think and to type: without it a drill promises what nobody keeps. */
export function withPeopleTime(host: Host, clock: Clock, thinkSeconds: number): PeopleTime {
  const time: PeopleTime = { host, questions: 0, spentMs: 0 };
  time.host = {
    ...host,
    async ask(request, signal) {
      const since = clock.now();
      if (thinkSeconds > 0) await clock.sleep(thinkSeconds * 1000, signal);
      const answer = await host.ask(request, signal);
      time.questions += 1;
      time.spentMs += clock.now() - since;
      return answer;
    },
  };
  return time;
}
