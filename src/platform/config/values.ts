import type { Environment, Name } from './env.ts'

/** Reads single values and collects every fault in words, so that the person mends all of them in one go. */
export class Values {
  readonly #values: Environment
  readonly #faults: string[]

  constructor(values: Environment, faults: string[]) {
    this.#values = values
    this.#faults = faults
  }

  integer(name: Name, fallback: number, least: number, most: number): number {
    const text = this.#values[name]
    if (text === undefined) return fallback
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    return this.#fault(name, `a whole number from ${least} to ${most}`, fallback)
  }

  /** Bytes, also as `500M`, `20G`, `2T` (powers of 1024). null when not set. */
  bytes(name: Name): number | null {
    const text = this.#values[name]
    if (text === undefined) return null
    const match = /^(\d+)([KMGT]?)i?B?$/i.exec(text)
    const value = match ? Number(match[1]) * 1024 ** ' KMGT'.indexOf(match[2]!.toUpperCase() || ' ') : 0
    if (value > 0 && Number.isSafeInteger(value)) return value
    return this.#fault(name, 'a size in bytes, or like 500M or 20G', null)
  }

  choice<const C extends string>(name: Name, choices: readonly C[], fallback: C): C {
    const text = this.#values[name]
    if (text === undefined) return fallback
    return (
      choices.find((choice) => choice === text) ?? this.#fault(name, `one of ${choices.join(', ')}`, fallback)
    )
  }

  /** A comma-separated part of `all`; all when not set. Order and repeats do not matter. */
  subset<const C extends string>(name: Name, all: readonly C[]): C[] {
    const text = this.#values[name]
    if (text === undefined || text === 'all') return [...all]
    const asked = split(text)
    if (asked.every((one) => (all as readonly string[]).includes(one)))
      return all.filter((one) => asked.includes(one))
    return this.#fault(name, `some of ${all.join(',')}`, [...all])
  }

  list(name: Name, good: (one: string) => boolean, words: string): string[] {
    const asked = split(this.#values[name] ?? '')
    const bad = asked.find((one) => !good(one))
    return bad === undefined ? asked : this.#fault(name, `${words} (not “${bad}”)`, [])
  }

  /** Like `list`, for values that hold passwords: a bad one is not repeated. */
  secretList(name: Name, good: (one: string) => boolean, words: string): string[] {
    const asked = split(this.#values[name] ?? '')
    return asked.every(good) ? asked : this.#fault(name, words, [])
  }

  heights(name: Name, fallback: readonly number[]): readonly number[] {
    const asked = this.subset(name, fallback.map(String))
    return asked.length > 0 ? asked.map(Number) : this.#fault(name, 'at least one height', fallback)
  }

  /** `https://name` without path, query or trailing slash. */
  origin(name: Name): string | null {
    const text = this.url(name, ['http:', 'https:'])
    if (text === null) return null
    const { origin, pathname, search } = new URL(text)
    return pathname === '/' && !search ? origin : this.#fault(name, 'an address without a path', null)
  }

  /** `protocol//host:port`, without its path: for protocols whose addresses have no origin. */
  place(name: Name, protocol: string): string | null {
    const text = this.url(name, [protocol])
    if (text === null) return null
    const { host, pathname, search, username } = new URL(text)
    if (host !== '' && ['', '/'].includes(pathname) && !search && !username) return `${protocol}//${host}`
    return this.#fault(name, `${protocol}//host:port, without a path`, null)
  }

  url(name: Name, protocols: readonly string[]): string | null {
    const text = this.#values[name]
    if (text === undefined) return null
    if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text
    return this.#fault(
      name,
      `an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
      null,
    )
  }

  /** Never repeats the value: it may be a secret put under the wrong name. */
  #fault<T>(name: Name, wanted: string, fallback: T): T {
    this.#faults.push(`${name} must be ${wanted}`)
    return fallback
  }
}

const split = (text: string) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
