import { Server } from '@tus/server'
import { route } from '../../contract/route.ts'
import { Id, Strict } from '../../contract/shapes.ts'
import type { Auth } from '../auth/auth.ts'
import { Fault, type Kind } from '../errors.ts'
import { type AnyCall, type BoundRoute, type Call, handle } from './handle.ts'
import { bodyOf } from './tus-body.ts'
import { TusStore } from './tus-store.ts'
import type { UploadLocks } from './upload-locks.ts'
import type { UploadSessions } from './upload-sessions.ts'

const upload = {
  path: '/uploads/:id',
  bare: true,
  access: { who: 'account' },
  params: Strict({ id: Id }),
} as const

const askUploads = route({
  ...upload,
  access: { who: 'anyone' },
  id: 'upload.options',
  method: 'OPTIONS',
  summary: 'What the upload server can do',
})
const readUpload = route({
  ...upload,
  id: 'upload.read',
  method: 'HEAD',
  summary: 'How many bytes have arrived',
})
const sendUpload = route({
  ...upload,
  id: 'upload.send',
  method: 'PATCH',
  summary: 'Send bytes from an offset on',
  limit: 'upload',
})
const deleteUpload = route({
  ...upload,
  id: 'upload.delete',
  method: 'DELETE',
  summary: 'End the upload and forget its bytes',
  status: 204,
})

/** tus 1.0 without creation: apps create uploads (`Uploads.create`), clients send to them. */
export function tusRoutes(house: {
  sessions: UploadSessions
  locks: UploadLocks
  watch: Auth['watch']
  maxUploadSize: number
}): BoundRoute[] {
  const ask = openTus(house)

  const options = (call: AnyCall) => ask(call, null)
  const plain = async (call: Call<typeof readUpload>) => {
    await house.sessions.authorize(call.params.id, call.actor)
    await ask(call, null)
  }
  const send = async (call: Call<typeof sendUpload>) => {
    const body = bodyOf(call.request.raw)
    let unwatch = () => {}
    try {
      const place = await house.sessions.authorize(call.params.id, call.actor)
      // A file takes hours: who is shown the door meanwhile is heard out no further.
      unwatch = house.watch(call.actor, place, body.end)
      await ask(call, body.stream)
    } finally {
      unwatch()
      body.release()
    }
  }

  return [
    handle(askUploads, options as never),
    handle(readUpload, plain as never),
    handle(sendUpload, send as never),
    handle(deleteUpload, plain as never),
  ]
}

/** Asks tus and gives its answer by way of the reply; what it refuses is thrown as a Fault. */
function openTus(house: { sessions: UploadSessions; locks: UploadLocks; maxUploadSize: number }) {
  /** What was thrown while tus answered a request, which its answer no longer tells. */
  const thrown = new WeakMap<object, Fault>()
  const server = new Server({
    path: '/uploads',
    datastore: new TusStore(house.sessions),
    locker: house.locks,
    // How long a connection that was asked to stop may go on.
    lockDrainTimeout: 250,
    maxSize: house.maxUploadSize,
    disableTerminationForFinishedUploads: true,
    onResponseError(request, error) {
      if (error instanceof Error) thrown.set(request, error as Fault)
      return undefined
    },
  })

  return async ({ request, reply }: AnyCall, body: ReadableStream<Uint8Array> | null): Promise<void> => {
    reply.headers({ 'tus-resumable': '1.0.0', 'cache-control': 'no-store' })
    const asked = new Request(`http://localhost${request.url}`, {
      method: request.method,
      headers: pick(Object.entries(request.headers), tusRequestHeaders),
      ...(body && { body, duplex: 'half' }),
    } as RequestInit)
    const answer = await server.handleWeb(asked)
    if (answer.status >= 400) {
      if (answer.status === 412) reply.header('tus-version', '1.0.0')
      throw thrown.get(asked) ?? refusal(answer.status, await answer.text())
    }
    // The body of tus's answers is empty; the length of nothing is the reply's to tell.
    await reply
      .code(answer.status)
      .headers(pick([...answer.headers], tusAnswerHeaders))
      .send()
  }
}

const tusRequestHeaders = [
  'tus-resumable',
  'upload-offset',
  'upload-length',
  'upload-defer-length',
  'upload-concat',
  'content-type',
  'content-length',
]
/** Not its CORS headers: who may ask from where is the http server's to say. */
const tusAnswerHeaders = [
  'upload-offset',
  'upload-length',
  'upload-metadata',
  'tus-version',
  'tus-extension',
  'tus-max-size',
]

const pick = (headers: [string, unknown][], names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    headers.flatMap(([name, value]) =>
      names.includes(name) && typeof value === 'string' ? [[name, value]] : [],
    ),
  )

/** tus answers in numbers and plain text; the house in kinds and sentences. */
function refusal(status: number, text: string): Error {
  const [kind, code, words] = refusals[status] ?? []
  if (!kind || !code) return new Error(`tus answered ${status}: ${text.trim()}`)
  return new Fault(kind, code, words ?? `${text.trim()}.`)
}

const refusals: Record<number, [Kind, string, string?]> = {
  400: ['invalid', 'bad-upload-request'],
  403: ['invalid', 'bad-upload-request'],
  404: ['missing', 'not-found', 'This upload is not here.'],
  409: [
    'conflict',
    'wrong-offset',
    'The server has another number of bytes. Ask with HEAD and go on from there.',
  ],
  410: ['missing', 'upload-gone', 'This upload has run out. Choose the file again.'],
  412: ['stale', 'tus-version', 'This server speaks tus 1.0.0: send Tus-Resumable: 1.0.0.'],
  413: ['too-large', 'past-upload-length', 'These are more bytes than the upload was announced with.'],
  501: ['invalid', 'bad-upload-request'],
}
