import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type SecretBox, secretBox } from '#platform/auth/secret-box.ts'

/**
 * Stream keys: 160 random bits in 32 letters and digits that nobody confuses when they read them out. A row keeps the SHA-256, by which
 * a push is looked up, and the key sealed for that row, so that it can be shown again. The plain key is in no log, address, figure or error.
 */
export type StreamKeys = ReturnType<typeof openStreamKeys>

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'

export function openStreamKeys(secretKey: Buffer) {
  const box: SecretBox = secretBox(secretKey, 'stream keys')
  return {
    /** A new key for a channel: what its row keeps. */
    make(channelId: string): { key_hash: string; key_sealed: string } {
      const key = Array.from(randomBytes(32), (byte) => alphabet[byte & 31]).join('')
      return { key_hash: hashOf(key), key_sealed: box.seal(channelId, key) }
    },
    show: (channelId: string, sealed: string): string => box.open(channelId, sealed),
    hashOf,
    /** Whether `given` is the key of the row, in constant time. */
    opens(row: { key_hash: string }, given: string): boolean {
      const [wanted, got] = [Buffer.from(row.key_hash), Buffer.from(hashOf(given))]
      return wanted.length === got.length && timingSafeEqual(wanted, got)
    },
  }
}

const hashOf = (key: string): string => hash('sha256', key, 'base64url')
