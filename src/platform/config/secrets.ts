import { hkdfSync, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The house's secret key: from SECRET_KEY, else made once and kept in `DATA_DIR/secret.key`, readable by its owner alone. Two first
 * starts at once agree on one key. Throws when the folder cannot be written.
 */
export function secretKey(given: string | undefined, dataDir: string): Buffer {
  if (given) return Buffer.from(given)
  const file = join(dataDir, 'secret.key')
  mkdirSync(dataDir, { recursive: true, mode: 0o750 })
  return readKey(file) ?? makeKey(file)
}

/** A key for one purpose, 32 bytes (HKDF-SHA256, RFC 5869), so that no two uses share one. */
export const deriveKey = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `longhouse ${purpose}`, 32))

function readKey(file: string): Buffer | null {
  try {
    return Buffer.from(readFileSync(file, 'utf8').trim())
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Linked into place whole: nobody ever reads half a key, and the first one stays. */
function makeKey(file: string): Buffer {
  const aside = `${file}.${process.pid}`
  writeFileSync(aside, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true })
  try {
    linkSync(aside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(aside)
  }
  return readKey(file)!
}
