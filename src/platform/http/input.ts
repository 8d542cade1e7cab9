import { Compile, type Validator } from 'typebox/compile'
import type { TObject } from 'typebox'
import type { RouteContract } from '../../contract/route.ts'
import { Fault } from '../errors.ts'

/**
 * Input held against the contract: nothing is coerced in bodies, unknown fields are refused, every fault is named by its
 * path (at most 20). Text in the query is turned into the numbers and booleans that the contract says; params stay text.
 */
export type InputCheck = (part: 'params' | 'query' | 'body', value: unknown) => unknown

/** Deeper JSON is refused before it is looked at. */
const maxDepth = 32
const maxErrors = 20

export function checkInput(contract: RouteContract): InputCheck {
  const checkers = new Map<string, Validator>()
  return (part, value) => {
    const schema = contract[part]
    if (!schema) return refuseStray(part, value)
    const fromText = part === 'query'
    const plain = value ?? {}
    if (part === 'body' && !shallow(plain, maxDepth))
      throw new Fault('invalid', 'too-deep', `The body is nested deeper than ${maxDepth} levels.`)
    // Compiled at the first request: a start does not pay for routes that nobody asks.
    const checker = checkers.get(part) ?? Compile(schema as TObject)
    checkers.set(part, checker)
    const input = fromText ? checker.Default(checker.Convert({ ...plain })) : plain
    if (!checker.Check(input)) throw refused(part, checker.Errors(input))
    return part === 'body' ? checker.Default(input) : input
  }
}

type SchemaFault = { keyword: string; instancePath: string; message: string; params: object }

function refused(part: string, found: readonly SchemaFault[]): Fault {
  const errors = found
    .filter(
      (one) =>
        (one.message !== 'schema is false' && one.keyword !== 'anyOf' && one.keyword !== 'type') ||
        !isNullBranch(one),
    )
    .slice(0, maxErrors)
    .flatMap((one) => pathsOf(one).map((path) => ({ path, message: wordsOf(one) })))
    .slice(0, maxErrors)
  const where = part === 'body' ? 'body' : 'address'
  const first = errors[0] ?? { path: '', message: 'is not right' }
  return new Fault(
    'invalid',
    'invalid-input',
    `Something in the ${where} is not right: ${first.path} ${first.message}.`,
    {
      errors: errors.length > 0 ? errors : [first],
    },
  )
}

/** The second half of "a string or null" says nothing that helps. */
const isNullBranch = (one: SchemaFault) =>
  one.keyword === 'boolean' ||
  one.keyword === 'anyOf' ||
  (one.keyword === 'type' && (one.params as { type?: string }).type === 'null')

function pathsOf(one: SchemaFault): string[] {
  const at = one.instancePath.slice(1).replaceAll('/', '.')
  const { additionalProperties, requiredProperties } = one.params as {
    additionalProperties?: string[]
    requiredProperties?: string[]
  }
  const named = additionalProperties ?? requiredProperties
  if (!named) return [at]
  return named.map((name) => (at ? `${at}.${name}` : name).slice(0, 200))
}

function wordsOf(one: SchemaFault): string {
  if (one.keyword === 'additionalProperties') return 'is not known here'
  if (one.keyword === 'required') return 'is missing'
  if (one.keyword === 'enum')
    return `must be one of ${(one.params as { allowedValues: unknown[] }).allowedValues.join(', ')}`
  return one.message
}

function refuseStray(part: string, value: unknown): undefined {
  if (part !== 'query' || value === undefined || Object.keys(value as object).length === 0) return undefined
  const names = Object.keys(value as object).slice(0, maxErrors)
  throw new Fault('invalid', 'invalid-input', 'This address takes no query.', {
    errors: names.map((path) => ({ path: path.slice(0, 200), message: 'is not known here' })),
  })
}

function shallow(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return left > 0 && Object.values(value).every((inner) => shallow(inner, left - 1))
}
