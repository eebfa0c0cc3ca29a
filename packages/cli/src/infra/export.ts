import type { Stack } from '@steadyhand/contracts';
import { exportCloudFormation } from './cloudformation/export.ts';
import type { Format } from './formats.ts';
import { exportTerraform } from './terraform/export.ts';

const TOOLS: Readonly<Record<Format, (stack: Stack) => Record<string, string>>> = {
  terraform: exportTerraform,
  cloudformation: exportCloudFormation,
};

/** By name: the text of each file. Throws STACK_NOT_EXPORTABLE for what the tool has no way to say. */
export function exportStack(stack: Stack, format: Format): Record<string, string> {
  return TOOLS[format](stack);
}
