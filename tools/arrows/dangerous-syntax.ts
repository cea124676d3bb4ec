/** Knows SQL that is put together from pieces, and child processes that go through a shell, when it sees their syntax. */
import type { BinaryExpression, CallExpression, Expression, TemplateLiteral, VisitorObject } from 'oxc-parser'

const sqlWords =
  /^\s*(select\b[^]*\bfrom|insert\s+into|update\b[^]*\bset|delete\s+from|(create|alter|drop)\s+(table|index|unique|view))\b/i

/** The text of a string expression, each hole shown as `?`. */
const textOf = (node: Expression): string => {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : '?'
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? '').join('?')
  return node.type === 'BinaryExpression' && node.left.type !== 'PrivateIdentifier'
    ? `${textOf(node.left)}${textOf(node.right)}`
    : '?'
}

/** A template with holes (the caller knows that no `sql` tag guards it), or strings joined by `+`. */
export const isBuiltSql = (node: TemplateLiteral | BinaryExpression): boolean => {
  const isPieced = node.type === 'TemplateLiteral' ? node.expressions.length > 0 : node.operator === '+'
  return isPieced && sqlWords.test(textOf(node))
}

/** `sql.raw(...)` of anything but a fixed text. */
export const isRawSql = ({ callee, arguments: given }: CallExpression): boolean =>
  callee.type === 'MemberExpression' &&
  callee.object.type === 'Identifier' &&
  callee.object.name === 'sql' &&
  callee.property.type === 'Identifier' &&
  callee.property.name === 'raw' &&
  given[0]?.type !== 'Literal'

/** `shell: true` or a shell's name, as an option of a child process. */
export const opensShell = ({ key, value }: Parameters<NonNullable<VisitorObject['Property']>>[0]): boolean =>
  key.type === 'Identifier' && key.name === 'shell' && value.type === 'Literal' && value.value !== false
