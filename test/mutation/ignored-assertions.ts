/**
 * Leaves assertions alone: they state what cannot happen, so there is no test that could notice what becomes of one.
 */
import type { Ignorer } from '@stryker-mutator/api/ignore';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** As much of a node of Babel's as is looked at. */
interface SyntaxNode {
  readonly type: string;
  readonly expression?: { readonly type: string; readonly callee?: { readonly name?: string } };
}

const ignorer: Ignorer = {
  shouldIgnore(path) {
    const { type, expression } = (path as { readonly node: SyntaxNode }).node;
    const isAssertion =
      type === 'ExpressionStatement' &&
      expression?.type === 'CallExpression' &&
      expression.callee?.name === 'assert';
    return isAssertion ? 'An assertion states what cannot happen.' : undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'assertions', ignorer)];
