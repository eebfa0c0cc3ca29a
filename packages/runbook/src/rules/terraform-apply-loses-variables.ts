import { commandsBefore } from '../check/around.ts';
import { exampleOf } from '../check/example.ts';
import type { CommandPlace, Rule } from './rule.ts';

export const terraformApplyLosesVariables: Rule = {
  id: 'terraform-apply-loses-variables',
  severity: 'warning',
  title: 'The variables that a plan is made with are not given to the apply.',
  why: '`terraform apply` makes a plan of its own. Without the variables it applies the defaults: not what was reviewed, and with an image tag among them, not the new version.',
  example: {
    bad: exampleOf('terraform plan -var="image_tag=$TAG"\nterraform apply'),
    good: exampleOf('terraform plan -var="image_tag=$TAG" -out=tfplan\nterraform apply tfplan'),
  },
  *check(context) {
    for (const place of context.commands) {
      if (!isTerraform(place, 'apply') || givesVariables(place) || hasPlan(place) || place.command.inline) continue;
      const plan = commandsBefore(context, place).findLast((before) => isTerraform(before, 'plan'));
      if (!plan || plan.block !== place.block || !givesVariables(plan)) continue;
      yield {
        line: place.command.line,
        message: `This apply does not get the variables of the plan in line ${plan.command.line}.`,
        hint: 'Save the plan and apply it: terraform plan … -out=tfplan, terraform apply tfplan.',
      };
    }
  },
};

function isTerraform({ command, argv }: CommandPlace, verb: string): boolean {
  const words = argv.filter((word) => !word.startsWith('-'));
  return (command.program === 'terraform' || command.program === 'tofu') && words[0] === verb;
}

function givesVariables({ argv }: CommandPlace): boolean {
  return (
    argv.some((word) => /^--?var(?:-file)?(?:=|$)/.test(word)) && !argv.some((word) => /^--?out(?:=|$)/.test(word))
  );
}

/** A word behind `apply` is the file of a saved plan. */
function hasPlan({ argv }: CommandPlace): boolean {
  return argv.filter((word) => !word.startsWith('-')).length > 1;
}
