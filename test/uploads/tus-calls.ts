import { type ClientRequest, type IncomingHttpHeaders, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

/** tus requests by hand, so that tests can be wrong on purpose and break off where they like. */
export function tusCalls(origin: string, common: Record<string, string> = {}) {
  const open = (method: string, path: string, headers: Record<string, string>) =>
    request(new URL(path, origin), { method, headers: { 'tus-resumable': '1.0.0', ...common, ...headers } })

  const call = (method: string, path: string, headers: Record<string, string> = {}, body?: Uint8Array) => {
    const sent = open(method, path, headers)
    const answer = answerTo(sent)
    sent.end(body)
    return answer
  }

  const calls = {
    head: (path: string, headers?: Record<string, string>) => call('HEAD', path, headers),
    options: (path: string) => call('OPTIONS', path),
    delete: (path: string) => call('DELETE', path),
    patch: (path: string, offset: number | string, body: Uint8Array, headers: Record<string, string> = {}) =>
      call(
        'PATCH',
        path,
        { ...patchHeaders(offset), 'content-length': String(body.byteLength), ...headers },
        body,
      ),
    /** A PATCH with some headers changed and some left out. */
    oddPatch(path: string, body: Uint8Array, changed: Record<string, string>, without: readonly string[]) {
      const headers = { ...patchHeaders(0), 'content-length': String(body.byteLength), ...changed }
      const sent = open('PATCH', path, headers)
      for (const name of without) sent.removeHeader(name)
      const answer = answerTo(sent)
      sent.end(body)
      return answer
    },
    /** A PATCH that announces `length` bytes and is left open: `send` more, `cut` it, or wait for its `answer`. */
    begin(path: string, offset: number, length: number) {
      const sent = open('PATCH', path, { ...patchHeaders(offset), 'content-length': String(length) })
      const answer = answerTo(sent)
      answer.catch(() => undefined)
      return {
        answer,
        send: (bytes: Uint8Array) =>
          new Promise<void>((resolve, reject) =>
            sent.write(bytes, (error) => (error ? reject(error) : resolve())),
          ),
        cut: () => sent.destroy(),
      }
    },
    /** The offset the server tells. */
    async offset(path: string): Promise<number> {
      const { status, headers } = await call('HEAD', path)
      if (status !== 200) throw new Error(`HEAD ${path} answered ${status}`)
      return Number(headers['upload-offset'])
    },
    /** Sends what the server lacks, if anything. */
    async goOn(path: string, whole: Uint8Array): Promise<void> {
      const offset = await calls.offset(path)
      if (offset < whole.byteLength) await calls.patch(path, offset, whole.subarray(offset))
    },
  }
  return calls
}

const patchHeaders = (offset: number | string) => ({
  'content-type': 'application/offset+octet-stream',
  'upload-offset': String(offset),
})

const answerTo = (sent: ClientRequest) =>
  new Promise<Answer>((resolve, reject) => {
    sent.on('error', reject).on('response', (response) => {
      buffer(response).then(
        (body) =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: body.toString() }),
        reject,
      )
    })
  })
