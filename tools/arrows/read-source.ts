/** Reads one source file: takes its text, hands over what it imports and which names of the world it uses. */
import { parseSync, Visitor } from 'oxc-parser'
import type { CallExpression, Expression, Node, ParamPattern, VariableDeclarator, VisitorObject } from 'oxc-parser'
import { isBuiltSql, isRawSql, opensShell } from './dangerous-syntax.ts'

export interface Import {
  readonly module: string
  readonly names: readonly string[]
  readonly line: number
}

/** A use of something the rules speak of: `process.env`, `fetch`, `new Date`, `built SQL`, `a shell`. */
export interface Use {
  readonly name: string
  readonly line: number
}

export interface Source {
  readonly path: string
  readonly imports: readonly Import[]
  readonly uses: readonly Use[]
}

/** `a.b.c` as text, `globalThis` left out; the empty string where it is no plain chain of names. */
const nameOf = (node: Expression | Node): string => {
  if (node.type === 'Identifier') return node.name
  if (node.type !== 'MemberExpression') return ''
  const { property } = node
  const last =
    property.type === 'Literal' ? String(property.value) : property.type === 'Identifier' ? property.name : ''
  const owner = nameOf(node.object)
  return owner === 'globalThis' ? last : `${owner}.${last}`
}

const moduleOf = (source: Expression): string => (source.type === 'Literal' ? String(source.value) : 'a computed name')

/** Names taken apart from an object: `const { env } = process` reads `process.env`. */
const takenApart = ({ id, init }: VariableDeclarator): readonly string[] => {
  if (id.type !== 'ObjectPattern' || init?.type !== 'Identifier') return []
  return id.properties.map((part) => (part.type === 'Property' ? `${init.name}.${nameOf(part.key)}` : ''))
}

const collectImports = (note: (node: Node, module: string, names?: readonly string[]) => void) =>
  ({
    ImportDeclaration: (node) =>
      note(
        node,
        node.source.value,
        node.specifiers.map((one) => (one.type === 'ImportSpecifier' ? nameOf(one.imported) : '*')),
      ),
    ExportNamedDeclaration: (node) => node.source && note(node, node.source.value),
    ExportAllDeclaration: (node) => note(node, node.source.value),
    ImportExpression: (node) => note(node, moduleOf(node.source)),
    TSImportType: (node) => note(node, node.source.value),
  }) satisfies VisitorObject

/** The names that a parameter or a declaration binds; rest and nested patterns count by their own declarations. */
const boundBy = (pattern: ParamPattern | VariableDeclarator['id'] | null): readonly string[] => {
  if (pattern?.type === 'Identifier') return [pattern.name]
  if (pattern?.type === 'AssignmentPattern') return boundBy(pattern.left)
  if (pattern?.type !== 'ObjectPattern') return []
  return pattern.properties.flatMap((part) => (part.type === 'Property' ? boundBy(part.value) : []))
}

const collectBindings = (bound: Set<string>) => {
  const params = (node: { readonly params: readonly ParamPattern[] }) =>
    node.params.flatMap(boundBy).forEach((name) => bound.add(name))
  return {
    FunctionDeclaration: params,
    FunctionExpression: params,
    ArrowFunctionExpression: params,
  } satisfies VisitorObject
}

const collectUses = (note: (node: Node, name: string) => void, noteBare: (node: Node, name: string) => void) => {
  const tagged = new Set<Node>()
  const call = (node: CallExpression) => {
    if (node.callee.type === 'Identifier') noteBare(node, node.callee.name)
    if (isRawSql(node)) note(node, 'built SQL')
  }
  return {
    CallExpression: call,
    MemberExpression: (node) => note(node, nameOf(node)),
    NewExpression: (node) => node.arguments.length === 0 && note(node, `new ${nameOf(node.callee)}`),
    VariableDeclarator: (node) => takenApart(node).forEach((name) => note(node, name)),
    AssignmentPattern: (node) => node.right.type === 'Identifier' && noteBare(node, node.right.name),
    LogicalExpression: (node) => node.right.type === 'Identifier' && noteBare(node, node.right.name),
    Property: (node) => opensShell(node) && note(node, 'a shell'),
    TaggedTemplateExpression: (node) => void tagged.add(node.quasi),
    TemplateLiteral: (node) => !tagged.has(node) && isBuiltSql(node) && note(node, 'built SQL'),
    BinaryExpression: (node) => isBuiltSql(node) && note(node, 'built SQL'),
  } satisfies VisitorObject
}

/** Throws when the text does not parse. */
export const readSource = (path: string, text: string): Source => {
  const { program, errors } = parseSync(path, text)
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`)
  const imports: Import[] = []
  const uses: Use[] = []
  const bareUses: Use[] = []
  const bound = new Set<string>()
  const lineOf = (node: Node) => text.slice(0, node.start).split('\n').length
  new Visitor({
    ...collectImports((node, module, names = []) => imports.push({ module, names, line: lineOf(node) })),
    ...collectBindings(bound),
    ...collectUses(
      (node, name) => uses.push({ name, line: lineOf(node) }),
      (node, name) => bareUses.push({ name, line: lineOf(node) }),
    ),
  }).visit(program)
  // A `fetch` that was handed in as a parameter is not the world's.
  return { path, imports, uses: [...uses, ...bareUses.filter(({ name }) => !bound.has(name))] }
}
