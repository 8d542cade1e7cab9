import { decodeEntities } from './entities.ts'

/** Where a link in a note may lead. `outside` and `house` carry an address that is safe to put into a page. */
export type Target =
  | { kind: 'outside' | 'house'; href: string }
  | { kind: 'heading'; id: string }
  | { kind: 'note' | 'attachment'; id: string }

/**
 * What the address of a link means, or null when it may lead nowhere: only http, https, mailto, tel, `note:`, `attachment:`,
 * paths of this house and headings of the same page pass. A scheme that only shows after decoding (entities, percent,
 * control characters, any number of times) is refused. `literal`: character references in it are not resolved (autolinks).
 */
export function targetOf(written: string, { literal = false } = {}): Target | null {
  if (written.length > mostAddress) return null
  const address = withoutHidden(literal ? written : decodeEntities(written)).trim()
  const scheme = schemeOf(address)
  if (hidesScheme(address, scheme)) return null
  if (scheme === null) return insideTarget(address)
  if (scheme === 'http' || scheme === 'https') return webTarget(address)
  const rest = address.slice(scheme.length + 1)
  if (scheme === 'mailto') return /^[^\s<>"'`\\]+@[^\s<>"'`\\]+$/.test(rest) ? outside(address) : null
  if (scheme === 'tel') return /^\+?[\d().\-\s]+$/.test(rest) ? outside(address) : null
  if (scheme === 'note' || scheme === 'attachment') return ownTarget(scheme, rest)
  return null
}

const mostAddress = 4000
const rounds = 6

/** Control, invisible and direction-changing characters: browsers skip some of them inside a scheme. */
const withoutHidden = (text: string) => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')

function schemeOf(address: string): string | null {
  return /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase() ?? null
}

/** Whether decoding the address, as often as somebody may have encoded it, brings another scheme to light. */
function hidesScheme(address: string, scheme: string | null): boolean {
  let seen = address
  for (let round = 0; round < rounds; round++) {
    const decoded = withoutHidden(decodeEntities(percentDecoded(seen))).replace(/\s/g, '')
    if (schemeOf(decoded) !== scheme) return true
    if (decoded === seen) return false
    seen = decoded
  }
  return schemeOf(seen) !== scheme
}

/** Decodes what can be decoded and leaves the rest: a broken `%` must not hide what stands before it. */
const percentDecoded = (text: string) =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run.replace(/%([0-7][0-9a-f])/gi, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    }
  })

/** A name before the host reads like another host: `https://bank.example@elsewhere`. Such addresses lead nowhere. */
function webTarget(address: string): Target | null {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || !url.host) return null
  return { kind: 'outside', href: url.href }
}

const outside = (address: string): Target | null => {
  const href = URL.parse(address)?.href
  return href ? { kind: 'outside', href } : null
}

function ownTarget(kind: 'note' | 'attachment', id: string): Target | null {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? { kind, id } : null
}

function insideTarget(address: string): Target | null {
  if (address.startsWith('#')) return address.length > 1 ? { kind: 'heading', id: address.slice(1) } : null
  if (!address.startsWith('/')) return null
  const url = URL.parse(address, 'https://house.invalid')
  if (!url || url.origin !== 'https://house.invalid') return null
  const href = url.pathname + url.search + url.hash
  // `/.//elsewhere` is a path to the parser and another host to the page.
  return /^\/(?![/\\])/.test(href) ? { kind: 'house', href } : null
}
