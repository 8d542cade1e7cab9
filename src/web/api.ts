import type { AnswerOf, BodyOf, ParamsOf, QueryOf, RouteContract } from '../contract/route.ts'
import type { Problem } from '../contract/shapes.ts'

/**
 * Calls a route of the contract. Contracts are imported as types only, so that no schema enters the bundle; the compiler holds
 * method and path against them: `call<typeof readClip>('GET /spaces/:space/footage/:id', { params: { space, id } })`.
 * Throws `ApiProblem`, also when the house cannot be reached (status 0); rejects with `AbortError` when `signal` aborts.
 */
export async function call<R extends RouteContract>(
  to: `${R['method']} ${R['path']}`,
  ...[input = {} as Input<R>]: {} extends Input<R> ? [Input<R>?] : [Input<R>]
): Promise<AnswerOf<R>> {
  const { params, query, body, ifMatch, idempotencyKey, signal, keepalive = false } = input as LooseInput
  const [method = 'GET', path = ''] = to.split(' ')
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (ifMatch !== undefined) headers['if-match'] = `"${ifMatch}"`
  if (idempotencyKey) headers['idempotency-key'] = idempotencyKey
  const address = url(path, params, query)
  const send = () =>
    fetch(address, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
      keepalive,
    })
  const early = method === 'GET' ? await takeEarly(address) : undefined
  const response = await (early ? Promise.resolve(early) : send()).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new ApiProblem({ status: 0, code: 'unreachable', detail: unreachable, requestId: '' })
  })
  if (!response.ok) throw new ApiProblem(await problemOf(response))
  return (response.status === 204 ? undefined : await response.json()) as AnswerOf<R>
}

export type Input<R extends RouteContract> = Part<'params', ParamsOf<R>> &
  Part<'query', Loose<QueryOf<R>>> &
  Part<'body', BodyOf<R>> & {
    /** The version the change is based on; the server answers 412 when someone else was first. */
    ifMatch?: string | number
    /** One per intent of the person, kept over retries: `newKey()`. */
    idempotencyKey?: string
    signal?: AbortSignal
    /** The request goes on when the page is left; browsers refuse more than 64 kB of body. */
    keepalive?: boolean
  }
type Part<Name extends string, Shape> = Shape extends undefined
  ? {}
  : {} extends Shape
    ? { [K in Name]?: Shape }
    : { [K in Name]: Shape }
/** Filters that are not set may be given as undefined. */
type Loose<Shape> = Shape extends undefined ? undefined : { [K in keyof Shape]: Shape[K] | undefined }

/** What the server answers instead: RFC 9457. `detail` is for a person. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string
  readonly errors: NonNullable<Problem['errors']>
  readonly retryAfterSeconds: number | undefined

  constructor(
    problem: Pick<Problem, 'status' | 'code' | 'detail' | 'requestId' | 'errors'> & {
      retryAfterSeconds?: number | undefined
    },
  ) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code
    this.requestId = problem.requestId
    this.errors = problem.errors ?? []
    this.retryAfterSeconds = problem.retryAfterSeconds
  }
}

/** What may go well a moment later: no connection, too many requests, a busy or restarting house. */
export const isHiccup = (problem: unknown): problem is ApiProblem =>
  problem instanceof ApiProblem && (problem.status === 0 || problem.status === 429 || problem.status >= 502)

/** An Idempotency-Key. `crypto.randomUUID` is missing where the house is reached over plain http by address. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )

/** The server's words for one field: `fieldError(problem, 'email')`. */
export const fieldError = (problem: unknown, path: string): string | undefined =>
  problem instanceof ApiProblem
    ? problem.errors.find((error) => error.path.replace(/^\/?(body[/.])?/, '').replaceAll('/', '.') === path)
        ?.message
    : undefined

const unreachable = 'The house cannot be reached. Check your connection; nothing you typed is lost.'

type LooseInput = {
  params?: Record<string, string>
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
  ifMatch?: string | number
  idempotencyKey?: string
  signal?: AbortSignal
  keepalive?: boolean
}

/** What `first.js` has asked before this script was there. Each answer is taken once. */
async function takeEarly(address: string): Promise<Response | undefined> {
  const early = globalThis.firstAnswers?.[address]
  delete globalThis.firstAnswers?.[address]
  return early
}

declare global {
  var firstAnswers: Record<string, Promise<Response | undefined>> | undefined
}

function url(path: string, params: LooseInput['params'], query: LooseInput['query']): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  return `/api/v1${filled}${search.size > 0 ? `?${search}` : ''}`
}

async function problemOf(response: Response): Promise<ConstructorParameters<typeof ApiProblem>[0]> {
  const said = (await response.json().catch(() => ({}))) as Partial<Problem>
  const retryAfter = Number(response.headers.get('retry-after'))
  return {
    status: response.status,
    code: said.code ?? 'unknown',
    detail: said.detail ?? `The house answered ${response.status}. Try again in a moment.`,
    requestId: said.requestId ?? response.headers.get('x-request-id') ?? '',
    ...(said.errors && { errors: said.errors }),
    retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined,
  }
}
