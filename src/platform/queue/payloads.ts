import type { TObject } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { JobType } from './queue.ts'

const largest = 64 * 1024

/** Payloads between callers and rows, checked both ways. Compiles the shape of each type once. */
export function openPayloads() {
  const validators = new WeakMap<TObject, Validator>()
  const check = (type: JobType, payload: unknown): void => {
    let validator = validators.get(type.payload)
    if (!validator) validators.set(type.payload, (validator = Compile(type.payload)))
    if (validator.Check(payload)) return
    const faults = validator.Errors(payload).map((e) => `${e.instancePath || '/'} ${e.message}`)
    throw new BadPayload(`${type.name} does not take this payload: ${faults.join(', ')}`)
  }
  return {
    /** Throws `BadPayload`, naming paths and never values. */
    toText(type: JobType, payload: unknown): string {
      check(type, payload)
      const text = JSON.stringify(payload)
      if (text.length > largest)
        throw new BadPayload(`${type.name}: a payload over 64 KiB belongs in storage`)
      return text
    },
    /** Throws `BadPayload` when the row was written for another shape. */
    fromText(type: JobType, text: string): unknown {
      const payload: unknown = JSON.parse(text)
      check(type, payload)
      return payload
    },
  }
}
export type Payloads = ReturnType<typeof openPayloads>

export class BadPayload extends Error {
  override readonly name = 'BadPayload'
}
