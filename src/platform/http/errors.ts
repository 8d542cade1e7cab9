import type { Problem } from '../../contract/shapes.ts'
import { Fault, type Kind } from '../errors.ts'

/** The one place that knows status numbers. Everything else throws `Fault`s. */
const statuses: Record<Kind, readonly [status: number, title: string]> = {
  invalid: [400, 'The request is not right'],
  unauthenticated: [401, 'Not signed in'],
  forbidden: [403, 'Not allowed'],
  missing: [404, 'Not found'],
  conflict: [409, 'Not possible as things stand'],
  stale: [412, 'Someone else was first'],
  'too-large': [413, 'Too large'],
  unsupported: [415, 'Not a type that is read here'],
  unprocessable: [422, 'Cannot be done'],
  'precondition-required': [428, 'If-Match is missing'],
  limited: [429, 'Too many requests'],
  unavailable: [503, 'Not available right now'],
  full: [507, 'No room left'],
}

/** What the framework itself refuses, by its error codes. */
const framework: Record<string, readonly [Kind, string, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'too-large',
    'body-too-large',
    'The body of this request is larger than this route takes.',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported',
    'media-type',
    'Send JSON with the content type application/json.',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'invalid',
    'empty-body',
    'The body is empty; this route needs a JSON object.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid', 'bad-json', 'The body is not JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'invalid',
    'content-length',
    'The body is not as long as Content-Length says.',
  ],
}

export type ProblemAnswer = {
  status: number
  problem: Problem
  retryAfterSeconds: number | undefined
  unexpected: boolean
}

/** What a client is told about an error. Anything that is not a `Fault` says nothing of its cause. */
export function toProblem(error: unknown, requestId: string): ProblemAnswer {
  const fault = faultOf(error)
  if (!fault)
    return {
      status: 500,
      retryAfterSeconds: undefined,
      unexpected: true,
      problem: {
        type: 'about:blank',
        title: 'Something broke on our side',
        status: 500,
        code: 'internal',
        detail: `This was not your doing. Nothing you had saved is lost; try again, and tell the operator the request id ${requestId}.`,
        requestId,
      },
    }
  const [status, title] = statuses[fault.kind]
  return {
    status,
    retryAfterSeconds: fault.retryAfterSeconds,
    unexpected: false,
    problem: {
      type: 'about:blank',
      title,
      status,
      code: fault.code,
      detail: fault.message,
      requestId,
      ...(fault.errors && { errors: fault.errors }),
    },
  }
}

function faultOf(error: unknown): Fault | null {
  if (error instanceof Fault) return error
  if (!(error instanceof Error)) return null
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  const known = framework[code ?? '']
  if (known) return new Fault(...known, { cause: error })
  if (error instanceof SyntaxError && statusCode === 400)
    return new Fault(...framework.FST_ERR_CTP_INVALID_JSON_BODY!)
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Fault('invalid', 'bad-request', 'The request could not be read.', { cause: error })
  return null
}
