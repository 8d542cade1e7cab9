import { Compile } from 'typebox/compile'
import type { TObject } from 'typebox'
import type { RouteContract } from '../../contract/route.ts'
import { Fault } from '../errors.ts'
import { addressText, defaultsOf } from './address-text.ts'

/**
 * Input held against the contract: nothing is coerced in bodies, unknown fields are refused, every fault is named by its
 * path (at most 20). Text in the query is turned into the numbers and booleans that the contract says; params stay text.
 */
export type InputCheck = (part: Part, value: unknown) => unknown
type Part = 'params' | 'query' | 'body'

/** Deeper JSON is refused before it is looked at. */
const maxDepth = 32
const maxErrors = 20

export function checkInput(contract: RouteContract): InputCheck {
  // Compiled at the first request: a start does not pay for routes that nobody asks.
  const readers: Partial<Record<Part, (value: unknown) => unknown>> = {}
  return (part, value) => {
    const schema = contract[part]
    if (!schema) return refuseStray(part, value)
    readers[part] ??= part === 'body' ? bodyReader(schema) : addressReader(part, schema)
    return readers[part](value)
  }
}

function addressReader(part: Part, schema: TObject): (value: unknown) => unknown {
  const checker = Compile(schema)
  const read = addressText(schema)
  return (value) => {
    const fields = read(value as Record<string, unknown>)
    if (!checker.Check(fields)) throw refused(part, checker.Errors(fields))
    return fields
  }
}

function bodyReader(schema: TObject): (value: unknown) => unknown {
  const checker = Compile(schema)
  const defaults = defaultsOf(schema)
  return (value) => {
    const body = (value ?? {}) as Record<string, unknown>
    if (!shallow(body, maxDepth))
      throw new Fault('invalid', 'too-deep', `The body is nested deeper than ${maxDepth} levels.`)
    if (!checker.Check(body)) throw refused('body', checker.Errors(body))
    for (const [name, one] of defaults) body[name] ??= one
    return body
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
