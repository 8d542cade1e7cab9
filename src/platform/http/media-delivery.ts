import type { Config } from '../config/config.ts'
import type { Storage } from '../storage/storage.ts'
import type { AnyCall } from './handle.ts'
import type { Headers } from './ranges.ts'
import type { MediaFile } from './signed-paths.ts'

/** Answers with where the bytes are; false when this process is to send them. */
export type MediaDelivery = (call: AnyCall, file: MediaFile, headers: Headers) => Promise<boolean>

/** Where deploy/nginx/media.conf finds what the house has let through. Nobody comes there from outside: its locations are internal. */
const internal = {
  disk: '/_longhouse/disk/',
  store: '/_longhouse/store',
  header: 'x-longhouse-store',
} as const

/** Seconds for which an address of the store is good. A player that was sent there asks here again when it has run out. */
const seconds = 600

/** By the setting MEDIA_DELIVERY. What the house makes itself it sends itself, whatever is set. */
export function openMediaDelivery(
  way: Config['mediaDelivery'],
  storage: Pick<Storage, 'locate'>,
): MediaDelivery {
  const locate = ({ request }: AnyCall, file: MediaFile, headers: Headers, reader: 'server' | 'browser') =>
    storage.locate(file.key, {
      reader,
      seconds,
      method: request.method === 'HEAD' ? 'HEAD' : 'GET',
      contentType: String(headers['content-type']),
      disposition: headers['content-disposition'] as string | undefined,
      cacheControl: String(headers['cache-control']),
    })

  const ways: Record<Config['mediaDelivery'], MediaDelivery> = {
    self: async () => false,

    async nginx(call, file, headers) {
      if (file.body) return false
      const found = await locate(call, file, headers, 'server')
      call.reply.headers(headers)
      if ('url' in found)
        call.reply.headers({ [internal.header]: found.url, 'x-accel-redirect': internal.store })
      else call.reply.header('x-accel-redirect', internal.disk + file.key)
      await call.reply.code(200).send()
      return true
    },

    async redirect(call, file, headers) {
      // What names other files by where it stands itself would look for them in the store.
      if (file.body || namesOthers.test(file.contentType)) return false
      const found = await locate(call, file, headers, 'browser')
      if (!('url' in found)) return false
      const { 'content-type': _, 'content-disposition': __, ...rest } = headers
      // The way there is asked for again as soon as it may have ended for this reader.
      await call.reply
        .headers({ ...rest, 'cache-control': 'private, max-age=5' })
        .code(302)
        .header('location', found.url)
        .send()
      return true
    },
  }
  return ways[way]
}

const namesOthers = /mpegurl|^text\//
