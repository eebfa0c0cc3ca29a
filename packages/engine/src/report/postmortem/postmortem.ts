/**
 * The post-incident report of a run. Its parts are those of the example in "Site Reliability Engineering", appendix D
 * (Google, 2016), and of PagerDuty's template: what a machine knows is filled in from the record and from nothing else;
 * what only people know is a marked place.
 */

import { prose, table } from '../markdown.ts';
import { timelineOf } from '../timeline.ts';
import { instant } from '../words.ts';
import { commands } from './commands.ts';
import { actionItems, record } from './follow-up.ts';
import { causes, detection, impact, lessons, times } from './incident.ts';
import { approvals, byHand, parameters } from './people.ts';
import { type PostmortemInput, type Story, section, storyOf } from './story.ts';
import { title, whatHappened } from './summary.ts';

/** GitHub Flavored Markdown. */
export function postmortem(input: PostmortemInput): string {
  const story = storyOf(input);
  const ofIncident = (parts: readonly string[]): readonly string[] => (story.isIncident ? parts : []);
  const parts = [
    title(story),
    whatHappened(story),
    ...ofIncident([impact(story), detection(story)]),
    times(story),
    ...ofIncident([causes()]),
    timeline(story),
    commands(story),
    approvals(story),
    parameters(story),
    byHand(story),
    ...ofIncident([lessons()]),
    actionItems(story),
    record(story),
  ];
  return `${parts.join('\n\n')}\n`;
}

function timeline({ events }: Story): string {
  const rows = timelineOf(events).map(({ at, kind, text }) => [instant(at), kind, prose(text)]);
  return section('Timeline', table(['When (UTC)', '', 'What'], rows));
}
