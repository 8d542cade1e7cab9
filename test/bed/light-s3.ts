import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { type Blob, type Multipart, openObjects } from './light-s3-objects.ts'

/** A fault as S3 tells it. */
class S3Fault extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}
type Objects = ReturnType<typeof openObjects>
type Asked = {
  request: IncomingMessage
  response: ServerResponse
  key: string
  query: URLSearchParams
  held: Objects
}
export type LightS3 = { bucket: string; accessKey: string; folder: string }

/**
 * The verbs of S3 that the house uses, for one bucket, path style. What it does not have: signatures (only the name of the key is looked at), buckets,
 * versions, checksums, durability, and every quirk of a real store: for those there is Ceph (`s3-ceph.ts`).
 */
export function answerAsS3({ bucket, accessKey, folder }: LightS3) {
  const held = openObjects(folder)
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url!, 'http://light')
    const [, named = '', ...rest] = decodeURIComponent(url.pathname).split('/')
    const query = url.searchParams
    try {
      const shown = request.headers.authorization ?? `Credential=${query.get('X-Amz-Credential')}`
      if (!shown.includes(`Credential=${accessKey}/`)) throw new S3Fault(403, 'InvalidAccessKeyId')
      if (named !== bucket) throw new S3Fault(404, 'NoSuchBucket')
      const asked = { request, response, query, held, key: rest.join('/') }
      await (asked.key === '' ? onBucket(asked) : onObject(asked))
    } catch (error) {
      if (response.headersSent || request.destroyed) return void response.destroy()
      const { status, code } = error instanceof S3Fault ? error : { status: 500, code: 'InternalError' }
      request.resume()
      xml(response, `<Error><Code>${code}</Code><Message>${escape(String(error))}</Message></Error>`, status)
    }
  }
}

async function onBucket({ request, response, query, held }: Asked): Promise<void> {
  if (request.method === 'HEAD') return void response.end()
  if (request.method === 'POST' && query.has('delete')) {
    for (const [, key = ''] of (await text(request)).matchAll(/<Key>([^<]*)<\/Key>/g))
      await held.delete(unescape(key))
    return xml(response, '<DeleteResult></DeleteResult>')
  }
  if (request.method !== 'GET') throw new S3Fault(501, 'NotImplemented')
  const prefix = query.get('prefix') ?? ''
  if (query.has('uploads')) {
    const uploads = [...held.multiparts.values()].filter(({ key }) => key.startsWith(prefix))
    const rows = uploads.map(
      ({ key, uploadId, begun }) =>
        `<Upload><Key>${escape(key)}</Key><UploadId>${uploadId}</UploadId><Initiated>${begun.toISOString()}</Initiated></Upload>`,
    )
    return xml(
      response,
      `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${rows.join('')}</ListMultipartUploadsResult>`,
    )
  }
  const most = Number(query.get('max-keys') ?? 1000)
  const keys = held.keysAfter(prefix, query.get('continuation-token') ?? query.get('start-after') ?? '')
  const page = keys.slice(0, most)
  const rows = page.map((key) => {
    const { size, etag, modified } = held.objects.get(key)!
    return `<Contents><Key>${escape(key)}</Key><Size>${size}</Size><ETag>${escape(etag)}</ETag><LastModified>${modified.toISOString()}</LastModified></Contents>`
  })
  const more = keys.length > most
  const next = more ? `<NextContinuationToken>${escape(page.at(-1)!)}</NextContinuationToken>` : ''
  xml(
    response,
    `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${rows.join('')}</ListBucketResult>`,
  )
}

async function onObject(asked: Asked): Promise<void> {
  const { request, query, held, key } = asked
  const uploadId = query.get('uploadId')
  const upload = uploadId === null ? null : held.multiparts.get(uploadId)
  if (upload === undefined || (upload && upload.key !== key)) throw new S3Fault(404, 'NoSuchUpload')
  if (upload) return onMultipart(asked, upload)
  const { method = '', headers } = request
  if (method === 'GET' || method === 'HEAD') return send(asked)
  if (method === 'DELETE') {
    await held.delete(key)
    return void asked.response.writeHead(204).end()
  }
  if (method === 'POST' && query.has('uploads')) {
    const made = held.begin(key)
    return xml(
      asked.response,
      `<InitiateMultipartUploadResult><UploadId>${made.uploadId}</UploadId></InitiateMultipartUploadResult>`,
    )
  }
  if (method !== 'PUT') throw new S3Fault(501, 'NotImplemented')
  if (headers['if-none-match'] === '*' && held.objects.has(key)) throw new S3Fault(412, 'PreconditionFailed')
  const blob = await bodyOf(asked)
  await held.put(key, blob)
  answerBlob(asked, blob, 'CopyObjectResult')
}

async function onMultipart(asked: Asked, upload: Multipart): Promise<void> {
  const { request, response, query, held, key } = asked
  switch (request.method) {
    case 'PUT': {
      const blob = await bodyOf(asked)
      await held.putPart(upload, Number(query.get('partNumber')), blob)
      return answerBlob(asked, blob, 'CopyPartResult')
    }
    case 'GET':
      return xml(response, partsOf(upload, query))
    case 'DELETE':
      await held.end(upload)
      return void response.writeHead(204).end()
    case 'POST': {
      const named = [...(await text(request)).matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, n]) =>
        Number(n),
      )
      if (named.length === 0 || named.some((n) => !upload.parts.has(n))) throw new S3Fault(400, 'InvalidPart')
      if (named.slice(0, -1).some((n) => upload.parts.get(n)!.size < 5 * 2 ** 20))
        throw new S3Fault(400, 'EntityTooSmall')
      const whole = await held.join(upload, named)
      await held.put(key, whole)
      await held.end(upload)
      return xml(
        response,
        `<CompleteMultipartUploadResult><ETag>${escape(whole.etag)}</ETag></CompleteMultipartUploadResult>`,
      )
    }
    default:
      throw new S3Fault(501, 'NotImplemented')
  }
}

function partsOf(upload: Multipart, query: URLSearchParams): string {
  const after = Number(query.get('part-number-marker') ?? 0)
  const most = Number(query.get('max-parts') ?? 1000)
  const parts = [...upload.parts].filter(([number]) => number > after).toSorted(([a], [b]) => a - b)
  const rows = parts
    .slice(0, most)
    .map(
      ([number, { size, etag, modified }]) =>
        `<Part><PartNumber>${number}</PartNumber><Size>${size}</Size><ETag>${escape(etag)}</ETag><LastModified>${modified.toISOString()}</LastModified></Part>`,
    )
  const last = parts[most - 1]?.[0] ?? 0
  return `<ListPartsResult><IsTruncated>${parts.length > most}</IsTruncated><NextPartNumberMarker>${last}</NextPartNumberMarker>${rows.join('')}</ListPartsResult>`
}

/** What a PUT brings: its own body, or what it names to be copied. */
async function bodyOf({ request, held }: Asked): Promise<Blob> {
  const source = request.headers['x-amz-copy-source']
  if (source === undefined) {
    const blob = await held.write(request)
    if (blob.size !== Number(request.headers['content-length'])) throw new S3Fault(400, 'IncompleteBody')
    return blob
  }
  const from = held.objects.get(
    decodeURIComponent(String(source)).replace(/^\//, '').split('/').slice(1).join('/'),
  )
  if (!from) throw new S3Fault(404, 'NoSuchKey')
  const [, start, end] =
    /bytes=(\d+)-(\d+)/.exec(String(request.headers['x-amz-copy-source-range'] ?? '')) ?? []
  return held.write(createReadStream(from.file, start ? { start: Number(start), end: Number(end) } : {}))
}

function answerBlob({ request, response }: Asked, { etag, modified }: Blob, name: string): void {
  response.setHeader('etag', etag)
  if (request.headers['x-amz-copy-source'] === undefined) return void response.end()
  xml(
    response,
    `<${name}><ETag>${escape(etag)}</ETag><LastModified>${modified.toISOString()}</LastModified></${name}>`,
  )
}

async function send({ request, response, query, held, key }: Asked): Promise<void> {
  const blob = held.objects.get(key)
  if (!blob) throw new S3Fault(404, 'NoSuchKey')
  const ifMatch = request.headers['if-match']
  if (ifMatch !== undefined && ifMatch !== blob.etag) throw new S3Fault(412, 'PreconditionFailed')
  const headers = { etag: blob.etag, 'last-modified': blob.modified.toUTCString(), 'accept-ranges': 'bytes' }
  if (request.headers['if-none-match'] === blob.etag) return void response.writeHead(304, headers).end()
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const start = Number(first ?? 0)
  const end = Math.min(last ? Number(last) : Infinity, blob.size - 1)
  if (first !== undefined && start >= blob.size) throw new S3Fault(416, 'InvalidRange')
  response.writeHead(first === undefined ? 200 : 206, {
    ...headers,
    'content-type': query.get('response-content-type') ?? 'binary/octet-stream',
    'content-length': Math.max(0, end - start + 1),
    ...(first !== undefined && { 'content-range': `bytes ${start}-${end}/${blob.size}` }),
  })
  if (request.method === 'HEAD' || blob.size === 0) return void response.end()
  await pipeline(createReadStream(blob.file, { start, end }), response)
}

function xml(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`)
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' } as const
const escape = (raw: string) => raw.replaceAll(/[&<>"]/g, (c) => entities[c as keyof typeof entities])
const unescape = (made: string) =>
  Object.entries(entities).reduceRight((all, [raw, entity]) => all.replaceAll(entity, raw), made)
