import { parseSync } from 'oxc-parser'

/** A test as its title says it, under the titles it stands in. */
export type Titled = { path: readonly string[]; title: string }
/** `dbSuite('sqlite', …)`: who runs a suite, and under which name; null when the suite gives it none. */
export type SuiteRun = { suite: string; name: string | null }

type Node = { type: string; [key: string]: unknown }

/** The titles of the tests of one file, in its order; a value inside a title stands as `…`. */
export function titlesOf(file: string, text: string): Titled[] {
  const found: Titled[] = []
  const visit = (node: Node, path: readonly string[]): void => {
    const called = titledCall(node)
    if (called?.kind === 'test') found.push({ path, title: called.title })
    const inside = called?.kind === 'describe' ? [...path, called.title] : path
    for (const child of childrenOf(node)) visit(child, inside)
  }
  visit(parse(file, text), [])
  return found
}

/** The suites that a file runs: calls of functions whose name ends with `Suite`, outside of where they are declared. */
export function suiteRunsOf(file: string, text: string): SuiteRun[] {
  const found: SuiteRun[] = []
  const visit = (node: Node): void => {
    const callee = node.type === 'CallExpression' ? (node['callee'] as Node) : null
    if (callee?.type === 'Identifier' && String(callee['name']).endsWith('Suite')) {
      const [first] = node['arguments'] as Node[]
      found.push({ suite: String(callee['name']), name: first ? textOf(first) : null })
    }
    for (const child of childrenOf(node)) visit(child)
  }
  visit(parse(file, text))
  return found
}

const parse = (file: string, text: string): Node => parseSync(file, text).program as unknown as Node

/** `describe('…')`, `test('…')`, `it.each(…)('…')` and the like. */
function titledCall(node: Node): { kind: 'describe' | 'test'; title: string } | null {
  if (node.type !== 'CallExpression') return null
  const name = rootName(node['callee'] as Node)
  const title = textOf((node['arguments'] as Node[])[0])
  if (title === null) return null
  if (name === 'describe') return { kind: 'describe', title }
  return name === 'test' || name === 'it' ? { kind: 'test', title } : null
}

function rootName(callee: Node): string | null {
  if (callee.type === 'Identifier') return String(callee['name'])
  if (callee.type === 'MemberExpression') return rootName(callee['object'] as Node)
  return callee.type === 'CallExpression' ? rootName(callee['callee'] as Node) : null
}

function textOf(node: Node | undefined): string | null {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  if (node?.type !== 'TemplateLiteral') return null
  return (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('…')
}

function* childrenOf(node: Node): Generator<Node> {
  for (const value of Object.values(node))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null && typeof one === 'object' && typeof (one as Node).type === 'string') yield one as Node
}
