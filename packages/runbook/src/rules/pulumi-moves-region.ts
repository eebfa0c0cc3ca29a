import { commandsBefore } from '../check/around.ts';
import { exampleOf } from '../check/example.ts';
import type { CommandPlace, Rule } from './rule.ts';

export const pulumiMovesRegion: Rule = {
  id: 'pulumi-moves-region',
  severity: 'error',
  title: 'The region of a stack is changed and the stack brought up.',
  why: 'The stack still describes what stands in the old region: `pulumi up` replaces it, which deletes the primary to build the copy.',
  example: {
    bad: exampleOf('pulumi config set aws:region $DR_REGION\npulumi up'),
    good: exampleOf('pulumi stack init dr\npulumi config set aws:region $DR_REGION\npulumi up'),
  },
  *check(context) {
    for (const place of context.commands) {
      if (!runs(place, 'up', 'update')) continue;
      const before = commandsBefore(context, place);
      const setting = before.findLastIndex(
        (other) =>
          runs(other, 'config') &&
          other.argv.some((word) => /^(?:aws|gcp|azure-native|azure):(?:region|location)$/.test(word)),
      );
      if (
        setting < 0 ||
        before.some((other) => runs(other, 'stack') && /\b(?:init|select)\b/.test(other.argv.join(' ')))
      )
        continue;
      if (place.argv.some((word) => /^(?:-s|--stack(?:=.*)?)$/.test(word))) continue;
      yield {
        line: place.command.line,
        message: `The stack's region was changed in line ${before[setting]?.command.line}: this would move the resources that stand in the old one, not build others.`,
        hint: 'Bring up a stack of its own for the other region: pulumi stack init dr (or select it), then set its region.',
      };
    }
  },
};

function runs({ command, argv }: CommandPlace, ...verbs: string[]): boolean {
  const verb = argv.find((word) => !word.startsWith('-'));
  return command.program === 'pulumi' && command.inline !== true && verb !== undefined && verbs.includes(verb);
}
