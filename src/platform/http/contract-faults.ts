import type { RouteContract } from '../../contract/route.ts'
import type { Schema } from './schema-examples.ts'

/**
 * What is wrong with a contract, in words: a route must say who may knock, name every parameter of its path, and bound every
 * field that comes in. A server refuses to register a route with faults, so none of this can be forgotten.
 */
export function contractFaults(contract: RouteContract): string[] {
  const faults: string[] = []
  if (!contract.access) faults.push('has no access: say who may knock')
  const inPath = [...contract.path.matchAll(/:(\w+)|(\*)/g)].map((match) => match[1] ?? match[2]!)
  const described = Object.keys(contract.params?.properties ?? {})
  for (const name of inPath)
    if (!described.includes(name)) faults.push(`does not describe :${name} of its path`)
  for (const name of described)
    if (!inPath.includes(name)) faults.push(`describes :${name}, which its path lacks`)
  if (contract.idempotent && (contract.access?.who === 'anyone' || contract.access?.who === 'guest'))
    faults.push('takes an Idempotency-Key, but nobody is signed in to keep it apart')
  for (const part of ['params', 'query', 'body'] as const)
    if (contract[part]) faults.push(...unbounded(contract[part] as Schema, part))
  return faults.map((fault) => `the route ${contract.id} ${fault}`)
}

function unbounded(schema: Schema, path: string): string[] {
  if (schema.enum || schema.const !== undefined) return []
  if (schema.anyOf) return schema.anyOf.flatMap((branch) => unbounded(branch, path))
  switch (schema.type) {
    case 'null':
    case 'boolean':
      return []
    case 'string':
      return schema.maxLength === undefined ? [`takes any length of text at ${path}`] : []
    case 'integer':
    case 'number':
      return schema.minimum === undefined || schema.maximum === undefined
        ? [`takes any number at ${path}`]
        : []
    case 'array':
      return [
        ...(schema.maxItems === undefined ? [`takes any number of items at ${path}`] : []),
        ...unbounded(schema.items ?? {}, `${path}[]`),
      ]
    case 'object':
      return [
        ...(schema.additionalProperties === false ? [] : [`takes unknown fields at ${path}`]),
        ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
          unbounded(inner, `${path}.${name}`),
        ),
      ]
    default:
      return [`takes anything at ${path}`]
  }
}
