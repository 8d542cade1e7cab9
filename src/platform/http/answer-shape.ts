import { Compile } from 'typebox/compile'
import type { TSchema } from 'typebox'
import type { Schema } from './schema-examples.ts'

/** Takes from a value what the schema names and leaves the rest behind. Throws when something that must be there is not. */
export type AnswerShape = (value: unknown) => unknown

/**
 * The shape of an answer, made from its schema: a field that is not in the contract never leaves, and an answer that lacks a
 * promised field is a mistake of ours (500) rather than a surprise for whoever reads it.
 */
export function answerShape(schema: TSchema): AnswerShape {
  const shape = schema as Schema
  if (shape.anyOf) return oneOf(shape.anyOf)
  if (shape.type === 'object') return shape.patternProperties ? mapOf(shape) : objectOf(shape)
  if (shape.type === 'array') return listOf(shape)
  return (value) => value
}

function objectOf(shape: Schema): AnswerShape {
  const required = new Set(shape.required)
  const fields = Object.entries(shape.properties ?? {}).map(
    ([name, inner]) => [name, answerShape(inner), required.has(name)] as const,
  )
  return (value) => {
    if (typeof value !== 'object' || value === null)
      throw new Error(`an object was promised, not ${typeof value}`)
    const taken: Record<string, unknown> = {}
    for (const [name, take, promised] of fields) {
      const inner = (value as Record<string, unknown>)[name]
      if (inner !== undefined) taken[name] = take(inner)
      else if (promised) throw new Error(`the answer lacks ${name}, which its contract promises`)
    }
    return taken
  }
}

function listOf(shape: Schema): AnswerShape {
  const take = answerShape(shape.items ?? {})
  return (value) => {
    if (!Array.isArray(value)) throw new Error('a list was promised')
    return value.map(take)
  }
}

/** `Record`: any names, one shape. */
function mapOf(shape: Schema): AnswerShape {
  const take = answerShape(Object.values(shape.patternProperties!)[0]!)
  return (value) =>
    Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, take(inner)]))
}

/** Mostly "this or null". Where several shapes could be meant, the first that the value fits is. */
function oneOf(branches: Schema[]): AnswerShape {
  const shapes = branches.filter((branch) => branch.type !== 'null')
  if (shapes.length === 1) {
    const take = answerShape(shapes[0]!)
    return (value) => (value === null ? null : take(value))
  }
  const cases = shapes.map((branch) => ({ fits: Compile(branch), take: answerShape(branch) }))
  return (value) => {
    if (value === null) return null
    const fitting = cases.find(({ fits }) => fits.Check(value))
    if (!fitting) throw new Error('the answer fits none of the shapes its contract promises')
    return fitting.take(value)
  }
}
