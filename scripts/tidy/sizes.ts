import ts from 'typescript';
import { lineOf, nodesOf, type Rule } from './project.ts';

const FILE_LINES_MAX = 400;
const POSITIONAL_PARAMETERS_MAX = 3;

/** Files fit in a head, and calls can be read without looking up what the fifth argument was. */
export const fileSizes: Rule = function* (project) {
  for (const file of project.modules.keys()) {
    if (file.includes('/generated/') || file.includes('/fixtures/')) continue;
    const lines = project.files.get(file)?.trimEnd().split('\n').length ?? 0;
    if (lines > FILE_LINES_MAX) {
      yield {
        file,
        line: FILE_LINES_MAX,
        message: `${lines} lines; split it by concept, ${FILE_LINES_MAX} are the limit.`,
      };
    }
  }
};

export const positionalParameters: Rule = function* (project) {
  for (const [file, source] of project.modules) {
    for (const node of nodesOf(source)) {
      if (!ts.isFunctionLike(node) || isShapedByItsCaller(node)) continue;
      const count = node.parameters.filter((parameter) => parameter.name.getText() !== 'this').length;
      if (count > POSITIONAL_PARAMETERS_MAX) {
        yield {
          file,
          line: lineOf(node),
          message: `${count} positional parameters; ${POSITIONAL_PARAMETERS_MAX} are the limit, take an object with names.`,
        };
      }
    }
  }
};

/** A callback's parameters are those that the function it is given to passes. */
function isShapedByItsCaller(node: ts.Node): boolean {
  return (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && ts.isCallExpression(node.parent);
}
