import type { TObject, TSchema } from 'typebox'
import type { Access, RouteContract } from '../../contract/route.ts'
import { Problem } from '../../contract/shapes.ts'
import { exampleOf } from './schema-examples.ts'

/** The parts of an OpenAPI 3.1 document that this house writes. Schemas are JSON Schema as TypeBox made them. */
export type Parameter = {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  schema: TSchema
}
export type Operation = {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security: Record<string, string[]>[]
  parameters: Parameter[]
  requestBody?: { required: true; content: Content }
  responses: Record<string, Response | { $ref: string }>
}
type Content = Record<string, { schema?: TSchema; example?: unknown }>
type Response = { description: string; content?: Content }
export type OpenApi = {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, TSchema>
    responses: Record<string, Response>
    securitySchemes: Record<string, object>
  }
}

/** The house described from its route contracts; nothing is written twice. `url` is where people reach it. */
export function openApiOf(
  contracts: readonly RouteContract[],
  house: { url: string; version: string; sessionCookie: string },
): OpenApi {
  const paths: OpenApi['paths'] = {}
  for (const contract of contracts) {
    const path = `${contract.bare ? '' : '/api/v1'}${contract.path}`.replace(/:(\w+)/g, '{$1}')
    const operations = (paths[path] ??= {})
    operations[contract.method.toLowerCase()] = operation(contract)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Longhouse',
      version: house.version,
      description:
        'Ids are UUIDv7, times ISO 8601 in UTC, sizes bytes, durations seconds. Lists take `limit` and `cursor` and answer `items` and `nextCursor`. Unknown fields are refused. Errors are `application/problem+json`.',
    },
    servers: [{ url: house.url }],
    tags: [...new Set(contracts.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem },
      responses: problemResponses(),
      securitySchemes: doors(house.sessionCookie),
    },
  }
}

function operation(contract: RouteContract): Operation {
  return {
    operationId: contract.id,
    tags: [tagOf(contract)],
    summary: contract.summary,
    description: whoMay(contract.access),
    security: securityOf(contract.access),
    parameters: [
      ...parametersOf('path', contract.params),
      ...parametersOf('query', contract.query),
      ...headersOf(contract),
    ],
    ...(contract.body && { requestBody: { required: true, content: json(contract.body) } }),
    responses: { ...answerOf(contract), ...problemsOf(contract) },
  }
}

/** `clip-comment.create` belongs to `clip-comment`. */
const tagOf = (contract: RouteContract) => contract.id.split('.')[0]!

const json = (schema: TSchema): Content => ({
  'application/json': { schema, example: exampleOf(schema) },
})

function whoMay(access: Access): string {
  const scope = 'scope' in access ? ` An API key needs the scope \`${access.scope}\`.` : ''
  const inPerson = 'apiKey' in access ? ' Not with an API key.' : ''
  const words: Record<Access['who'], string> = {
    anyone: 'Anyone, also without signing in.',
    account: 'Whoever is signed in.',
    guest: 'Anyone; what they see depends on what is public and on their role in the space.',
    member: 'Members of the space.',
    operator: 'Operators, admins and owners of the space.',
    admin: 'Admins and owners of the space.',
    owner: 'Owners of the space.',
  }
  return `${words[access.who]}${'apiKey' in access ? inPerson : scope}`
}

function securityOf(access: Access): Operation['security'] {
  if (access.who === 'anyone') return []
  const signedIn: Operation['security'] =
    'apiKey' in access ? [{ session: [] }] : [{ session: [] }, { apiKey: [] }]
  return access.who === 'guest' ? [{}, ...signedIn] : signedIn
}

const doors = (cookie: string) => ({
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: cookie,
    description: 'Set by signing in. Unsafe requests must come from the same origin.',
  },
  apiKey: { type: 'http', scheme: 'bearer', description: 'Authorization: Bearer lh_…' },
})

function parametersOf(place: 'path' | 'query', shape: TObject | undefined): Parameter[] {
  return Object.entries(shape?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || (shape?.required?.includes(name) ?? false),
    schema,
  }))
}

function headersOf(contract: RouteContract): Parameter[] {
  const headers: Parameter[] = []
  if (contract.idempotent)
    headers.push(
      header('Idempotency-Key', 'The same key and body give the same answer for 24 hours.', {
        type: 'string',
        minLength: 1,
        maxLength: 200,
      }),
    )
  if (editsVersioned(contract))
    headers.push(
      header('If-Match', 'The `ETag` your change is based on: 412 when someone else was first.', {
        type: 'string',
        maxLength: 210,
      }),
    )
  return headers
}

const header = (name: string, description: string, schema: TSchema): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema,
})

const editsVersioned = ({ method, answer }: RouteContract) =>
  (method === 'PATCH' || method === 'PUT') &&
  (answer as TObject | undefined)?.properties?.version !== undefined

function answerOf({ status, answer }: RouteContract): Operation['responses'] {
  if (answer) return { [status ?? 200]: { description: 'Done.', content: json(answer) } }
  if (status === 204) return { 204: { description: 'Done.' } }
  return { 200: { description: 'Bytes, text or server-sent events.', content: { '*/*': {} } } }
}

const problems = {
  BadInput: [400, 'Something in the request breaks a rule; `errors` names each path.'],
  NotSignedIn: [401, 'Nobody is signed in, or the session or key has ended.'],
  NotAllowed: [403, 'Your role, key or origin does not allow this.'],
  NotFound: [404, 'There is nothing here, or it is not for you.'],
  Conflict: [409, 'Not possible as things stand.'],
  ChangedMeanwhile: [412, 'Someone else was first; nothing was changed.'],
  TooLarge: [413, 'The body or file is larger than allowed.'],
  Refused: [422, 'The idempotency key was used with another body.'],
  TooMany: [429, 'Too many requests; `Retry-After` says when to go on.'],
  NotAvailable: [503, 'Overloaded or stopping; `Retry-After` says when to go on.'],
} as const

function problemsOf(contract: RouteContract): Operation['responses'] {
  const applies: Record<keyof typeof problems, boolean> = {
    BadInput: Boolean(contract.params ?? contract.query ?? contract.body),
    NotSignedIn: contract.access.who !== 'anyone',
    NotAllowed: contract.access.who !== 'anyone' || contract.method !== 'GET',
    NotFound: Boolean(contract.params),
    Conflict: contract.method !== 'GET' && contract.method !== 'HEAD',
    ChangedMeanwhile: editsVersioned(contract),
    TooLarge: Boolean(contract.body),
    Refused: Boolean(contract.idempotent),
    TooMany: true,
    NotAvailable: true,
  }
  const names = (Object.keys(problems) as (keyof typeof problems)[]).filter((name) => applies[name])
  return Object.fromEntries(
    names.map((name) => [problems[name][0], { $ref: `#/components/responses/${name}` }]),
  )
}

function problemResponses(): Record<string, Response> {
  return Object.fromEntries(
    Object.entries(problems).map(([name, [status, description]]) => [
      name,
      {
        description,
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            example: { ...(exampleOf(Problem) as object), status, detail: description },
          },
        },
      },
    ]),
  )
}
