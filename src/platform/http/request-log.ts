import type { Logger } from 'pino'

type Say = Logger['info']

/** The logger of one request, which names the request in every line. Made at its first line: most requests say nothing. */
class RequestLog implements Pick<Logger, 'level'> {
  readonly #house: Logger
  readonly #bindings: object
  #made: Logger | undefined

  constructor(house: Logger, bindings: object) {
    this.#house = house
    this.#bindings = bindings
  }
  get #own(): Logger {
    return (this.#made ??= this.#house.child(this.#bindings))
  }
  get level() {
    return this.#house.level
  }
  child(bindings: object) {
    return this.#own.child(bindings)
  }
  fatal(...args: Parameters<Say>) {
    this.#own.fatal(...args)
  }
  error(...args: Parameters<Say>) {
    this.#own.error(...args)
  }
  warn(...args: Parameters<Say>) {
    this.#own.warn(...args)
  }
  info(...args: Parameters<Say>) {
    this.#own.info(...args)
  }
  debug(...args: Parameters<Say>) {
    this.#own.debug(...args)
  }
  trace(...args: Parameters<Say>) {
    this.#own.trace(...args)
  }
  silent() {}
}

/** The house's logger as Fastify takes it, which asks it for a child at every request. */
export function withRequestLogs(house: Logger): Logger {
  const own = Object.create(house) as Logger
  own.child = ((bindings: object) => new RequestLog(house, bindings)) as unknown as Logger['child']
  return own
}
