import { ProtocolFault } from './protocol-fault.ts'

/** A date comes as its milliseconds since 1970. Objects have no prototype: an encoder chooses their names. */
export type Amf0Value = number | boolean | string | null | undefined | Amf0Object | Amf0Value[]
export type Amf0Object = { [name: string]: Amf0Value }

const mostDepth = 8
const mostValues = 1024

/** All values of an AMF0 body, one after the other. Throws `ProtocolFault` where it is cut short, too deep or too much. */
export function readAmf0(body: Buffer, from = 0): Amf0Value[] {
  const reader = new Amf0Reader(body, from)
  const values: Amf0Value[] = []
  while (!reader.done) values.push(reader.value(0))
  return values
}

class Amf0Reader {
  readonly #body: Buffer
  #at: number
  #values = 0
  /** What follows is written another way. */
  #left = false

  constructor(body: Buffer, from: number) {
    this.#body = body
    this.#at = from
  }

  get done(): boolean {
    return this.#at >= this.#body.length
  }

  value(depth: number): Amf0Value {
    if (this.#left) return undefined
    if (++this.#values > mostValues) throw new ProtocolFault('amf', 'too many values')
    const marker = this.#body[this.#take(1)]
    switch (marker) {
      case 0x00:
        return this.#body.readDoubleBE(this.#take(8))
      case 0x01:
        return this.#body[this.#take(1)] !== 0
      case 0x02:
        return this.#text(this.#short())
      case 0x03:
        return this.#object(depth)
      case 0x05:
        return null
      case 0x06:
      case 0x0d:
        return undefined
      case 0x07:
        // What was said before, once more: nothing here asks for it.
        this.#short()
        return undefined
      case 0x08:
        // The count of an ECMA array is advice; its end is marked like an object's.
        this.#long()
        return this.#object(depth)
      case 0x0a:
        return this.#list(depth)
      case 0x0b: {
        const milliseconds = this.#body.readDoubleBE(this.#take(8))
        this.#take(2)
        return milliseconds
      }
      case 0x0c:
      case 0x0f:
        return this.#text(this.#long())
      case 0x10:
        // An object of a class: its name comes first.
        this.#text(this.#short())
        return this.#object(depth)
      case 0x11:
        // AMF3 from here on: what was read so far is what counts.
        this.#at = this.#body.length
        this.#left = true
        return undefined
      default:
        throw new ProtocolFault('amf', `unknown type ${marker}`)
    }
  }

  #object(depth: number): Amf0Object {
    if (depth >= mostDepth) throw new ProtocolFault('amf', 'too deep')
    const object: Amf0Object = Object.create(null)
    for (;;) {
      if (this.#left) return object
      const name = this.#text(this.#short())
      if (name === '' && this.#body[this.#at] === 0x09) {
        this.#take(1)
        return object
      }
      object[name] = this.value(depth + 1)
    }
  }

  #list(depth: number): Amf0Value[] {
    if (depth >= mostDepth) throw new ProtocolFault('amf', 'too deep')
    const length = this.#long()
    // Each value takes a byte at least: a length that lies is found before anything is made for it.
    if (length > this.#body.length - this.#at) throw new ProtocolFault('amf', 'cut short')
    return Array.from({ length }, () => this.value(depth + 1))
  }

  #text(length: number): string {
    const from = this.#take(length)
    return this.#body.toString('utf8', from, from + length)
  }

  #short(): number {
    return this.#body.readUInt16BE(this.#take(2))
  }

  #long(): number {
    return this.#body.readUInt32BE(this.#take(4))
  }

  /** Where the next `length` bytes begin. */
  #take(length: number): number {
    const from = this.#at
    if (length > this.#body.length - from) throw new ProtocolFault('amf', 'cut short')
    this.#at = from + length
    return from
  }
}
