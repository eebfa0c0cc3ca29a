import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** More than any page needs; what is deeper asks the database again and again for the same. */
const DEPTH_MAX = 6;

/** A validation rule: what is selected nests no deeper than `DEPTH_MAX`, fragments included. */
export function depthLimit(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const depth = depthOf(operation.selectionSet, (name) => context.getFragment(name), new Set());
      if (depth <= DEPTH_MAX) return;
      context.reportError(new GraphQLError(`It nests ${depth} deep; ${DEPTH_MAX} is the most.`, { nodes: operation }));
    },
  };
}

type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

/** A fragment within itself is refused by another rule; here it is not followed again. */
function depthOf({ selections }: SelectionSetNode, find: FindFragment, within: ReadonlySet<string>): number {
  const depths = selections.map((selection) => {
    if (selection.kind === 'Field') return selection.selectionSet ? depthOf(selection.selectionSet, find, within) : 0;
    if (selection.kind === 'InlineFragment') return depthOf(selection.selectionSet, find, within) - 1;
    const name = selection.name.value;
    const fragment = within.has(name) ? null : find(name);
    return fragment ? depthOf(fragment.selectionSet, find, new Set([...within, name])) - 1 : 0;
  });
  return 1 + Math.max(0, ...depths);
}
