/** What a request to the origin asks for. `name`: a public id, or a token. */
export type LivePath = { name: string; file: string; msn: number | null; part: number | null; skip: boolean }

const prefix = '/live/'
const ours = /^[A-Za-z0-9][A-Za-z0-9._/-]*\.(?:m3u8|m4s|mp4)$/

/** Null for what is not the origin's: pages below `/live/` are the web app's. */
export function readLivePath(url: string): LivePath | null {
  if (!url.startsWith(prefix)) return null
  const mark = url.indexOf('?')
  const end = mark === -1 ? url.length : mark
  const slash = url.indexOf('/', prefix.length)
  if (slash === -1 || slash >= end || slash - prefix.length > 200 || end - slash > 80) return null
  const file = url.slice(slash + 1, end)
  if (!ours.test(file)) return null
  const query = mark === -1 ? '' : url.slice(mark)
  return {
    name: url.slice(prefix.length, slash),
    file,
    msn: query === '' ? null : numberOf(query, '_HLS_msn='),
    part: query === '' ? null : numberOf(query, '_HLS_part='),
    skip: query !== '' && /[?&]_HLS_skip=(?:YES|v2)(?:&|$)/.test(query),
  }
}

/** NaN for what is not a number. */
function numberOf(query: string, name: string): number | null {
  const at = query.indexOf(name)
  if (at === -1 || (query[at - 1] !== '?' && query[at - 1] !== '&')) return null
  const digits = /^\d{1,15}(?=&|$)/.exec(query.slice(at + name.length))
  return digits ? Number(digits[0]) : Number.NaN
}
