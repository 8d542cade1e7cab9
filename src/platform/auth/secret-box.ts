import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Keeps small secrets at rest under a key derived from `SECRET_KEY`. `owner` binds a secret to its row: moved elsewhere it does not open. */
export interface SecretBox {
  /** AES-256-GCM: `base64url(nonce ‖ tag ‖ text)`. */
  seal(owner: string, text: string): string
  /** Throws when it was sealed for another owner, with another key, or changed. */
  open(owner: string, sealed: string): string
  /** Keyed hash for secrets that people can type, which are too short for a plain one. */
  mark(owner: string, text: string): string
}

export function secretBox(secretKey: Buffer, purpose: string): SecretBox {
  const derive = (use: string) =>
    Buffer.from(hkdfSync('sha256', secretKey, '', `longhouse ${purpose} ${use}`, 32))
  const sealing = derive('seal')
  const marking = derive('mark')
  return {
    seal(owner, text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(owner))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(owner, sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12), { authTagLength: 16 })
      decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(12, 28))
      return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8')
    },
    mark: (owner, text) => createHmac('sha256', marking).update(`${owner}\0${text}`).digest('base64url'),
  }
}
