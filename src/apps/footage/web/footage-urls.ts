import type { ClipState } from '../contract/clip.ts'

/** Filters and positions that stand in the address, so that they survive a reload and can be sent to someone. */

export type ListSearch = {
  q?: string
  tag?: string
  from?: string
  to?: string
  state?: ClipState
  deleted?: boolean
}

export function listSearch(search: Record<string, unknown>): ListSearch {
  // The router reads digits in an address as a number.
  const text = (name: string) => {
    const given = search[name]
    return typeof given === 'string' || typeof given === 'number' ? String(given) : undefined
  }
  const day = (name: string) => (/^\d{4}-\d\d-\d\d$/.test(text(name) ?? '') ? text(name) : undefined)
  const state = states.find((one) => one === search.state)
  return defined({
    q: text('q')?.slice(0, 200),
    tag: text('tag')?.slice(0, 40),
    from: day('from'),
    to: day('to'),
    state,
    deleted: search.deleted === true ? true : undefined,
  })
}

/** `?t=83`: the second to start at. */
export function clipSearch(search: Record<string, unknown>): { t?: number } {
  const seconds = Number(search.t)
  return seconds > 0 && Number.isFinite(seconds) ? { t: seconds } : {}
}

const states: readonly ClipState[] = ['uploading', 'processing', 'ready', 'failed']

const defined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
