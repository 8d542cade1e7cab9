import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import type { Log } from '#platform/observability/log.ts'
import type { Storage } from '#platform/storage/storage.ts'
import { fileHead, refuse } from './answers.ts'
import type { PastSegments } from './origin.ts'

const stored = /^([a-z0-9]{1,24})\/source-(\d{1,15})\.(m4s|mp4)$/

/** A segment of the event that has left memory, from where the recorder put it. 404 when it did not; 503 while the storage is away. */
export async function sendStored(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  past: PastSegments,
  { storage, log }: { storage: Pick<Storage, 'get' | 'stat'>; log: Pick<Log, 'warn'> },
): Promise<void> {
  try {
    const found = stored.exec(path)
    const [, epoch = '', number = ''] = found ?? []
    const name = found?.[3] === 'mp4' ? { epoch, init: Number(number) } : { epoch, sequence: Number(number) }
    const key = found && (await past.key(name))
    const stat = key === null ? null : await storage.stat(key)
    if (!key || !stat) {
      refuse(response, 404)
      return
    }
    const body = request.method === 'HEAD' ? null : await storage.get(key)
    response.writeHead(200, fileHead(stat.size))
    // A reader that leaves, or a store that breaks off, ends the connection.
    if (body) pipeline(body, response, () => undefined)
    else response.end()
  } catch (err) {
    log.warn({ err }, 'a segment of the event could not be read')
    if (response.headersSent) response.destroy()
    else refuse(response, 503, 2)
  }
}
