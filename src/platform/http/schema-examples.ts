import type { TSchema } from 'typebox'

/** The JSON Schema words that contracts use. */
export type Schema = TSchema & {
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  pattern?: string
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  additionalProperties?: boolean | Schema
  patternProperties?: Record<string, Schema>
}

/** A value that the schema takes and a person understands; `name` is the field it stands in. Always the same. */
export function exampleOf(schema: TSchema, name = ''): unknown {
  const shape = schema as Schema
  if (shape.default !== undefined) return shape.default
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  if (shape.anyOf) return exampleOf(shape.anyOf[0]!, name)
  if (shape.type === 'object') return objectExample(shape)
  if (shape.type === 'array') return [exampleOf(shape.items!, name.replace(/s$/, ''))]
  if (shape.type === 'boolean') return true
  if (shape.type === 'integer' || shape.type === 'number') return Math.max(shape.minimum ?? 1, 1)
  if (shape.type === 'string') return stringExample(shape, name)
  return null
}

function objectExample(shape: Schema): Record<string, unknown> {
  if (shape.patternProperties) return { name: exampleOf(Object.values(shape.patternProperties)[0]!) }
  return Object.fromEntries(
    Object.entries(shape.properties ?? {}).map(([name, inner]) => [name, exampleOf(inner, name)]),
  )
}

function stringExample(shape: Schema, name: string): string {
  if (shape.format === 'date-time' || name.endsWith('At')) return '2026-11-21T09:30:00.000Z'
  if (shape.format === 'email') return 'ada@example.org'
  if (shape.pattern?.startsWith('^[0-9a-f]{8}-')) return '01936c1e-7a40-7b1c-9d52-0a4c5ee01234'
  if (shape.pattern?.startsWith('^[a-z0-9]')) return 'our-club'
  return known[name] ?? (name || 'text').padEnd(shape.minLength ?? 0, '-')
}

/** What these fields look like in an answer or a request. */
const known: Record<string, string> = {
  title: 'Over the pass',
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  spaceName: 'Our club',
  password: 'a long sentence is best',
  fileName: 'ride.mp4',
  type: 'video/mp4',
  url: 'https://longhouse.example/uploads/01936c1e-7a40-7b1c-9d52-0a4c5ee01234',
  tag: 'alps',
  slug: 'our-club',
  key: 'lh_…',
  requestId: '4f1c9a-1b',
  code: 'invalid-input',
  hls: '/media/…/index.m3u8',
  poster: '/media/…/poster.jpg',
}
