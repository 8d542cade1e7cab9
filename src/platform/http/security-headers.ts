import type { FastifyInstance } from 'fastify'

type Served = { secure: boolean; cdnUrl: string | null; mediaOrigin?: string | null }
type Headers = Record<string, string>

/** Puts the security headers and the request's id on every answer. While the house stops, connections end with their answer. */
export function secureAnswers(app: FastifyInstance, served: Served, stopping: () => boolean): void {
  const of = headersBy(served)
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(of(request.url))
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping()) reply.header('connection', 'close')
    done()
  })
}

function headersBy(served: Served): (url: string) => Headers {
  const [page, embed, data, part] = [pageHeaders, embedHeaders, dataHeaders, always].map((of) => of(served))
  return (url) => {
    if (url.startsWith('/api/v1/')) return data!
    // Scripts and styles of the build obey the page that asks for them; on each of forty more words cost a phone time.
    if (url.startsWith('/assets/')) return part!
    return url.startsWith('/embed/') ? embed! : page!
  }
}

const always = ({ secure }: Served): Headers => ({
  'x-content-type-options': 'nosniff',
  ...(secure && { 'strict-transport-security': 'max-age=31536000' }),
})

/** Answers of the API are never pages. */
export const dataHeaders = (served: Served): Headers => ({
  ...always(served),
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
})

/** Pages run their own scripts and nothing inline. Styles may be inline: players, toasts and maps set them at run time. */
export const pageHeaders = (served: Served): Headers => ({
  ...always(served),
  'content-security-policy': policy(served, "'none'"),
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
})

/** Embed pages may stand in any frame; everything else about them is as strict. */
export function embedHeaders(served: Served): Headers {
  const { 'x-frame-options': _, ...rest } = pageHeaders(served)
  return { ...rest, 'content-security-policy': policy(served, '*') }
}

function policy({ cdnUrl, mediaOrigin }: Served, frames: string): string {
  const media = [cdnUrl, mediaOrigin].map((origin) => (origin ? ` ${origin}` : '')).join('')
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${media}`,
    `media-src 'self' blob:${media}`,
    `connect-src 'self'${media}`,
    "font-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frames}`,
  ].join('; ')
}
