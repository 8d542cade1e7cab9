import type { FastifySerializerCompiler } from 'fastify'
import fastJson from 'fast-json-stringify'

/**
 * Serialises answers through the contract's shape: a field that is not in it never leaves. Compiled at a route's first answer:
 * compiling all of them costs more than the rest of the start.
 */
export const lazySerializer: FastifySerializerCompiler<object> = ({ schema }) => {
  const compiled: { stringify?: (value: unknown) => string } = {}
  return (value) => {
    compiled.stringify ??= fastJson(plain(schema) as Parameters<typeof fastJson>[0])
    return compiled.stringify(value)
  }
}

/** The schema without what only TypeScript sees. */
const plain = (schema: object): unknown => JSON.parse(JSON.stringify(schema))
