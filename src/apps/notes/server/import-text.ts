import { mostBody } from '../contract/note.ts'
import { ImportProblem } from './import-problem.ts'

/** Bytes of a Markdown file: a body of the longest kind, its head, and what characters may take more than one byte. */
export const mostTextBytes = 4 * mostBody + 100_000

/**
 * The text of a file in UTF-8 or UTF-16, told by its mark or by its zeros; what is neither is taken for Windows-1252, and
 * `guessed` says so. Throws `ImportProblem` for what is no text.
 */
export function decodeText(bytes: Buffer): { text: string; guessed: boolean } {
  const utf16 = utf16Of(bytes)
  if (utf16) {
    if (bytes.length % 2 === 1) throw noText()
    return { text: checked(new TextDecoder(utf16).decode(bytes)), guessed: false }
  }
  try {
    return { text: checked(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), guessed: false }
  } catch (error) {
    if (error instanceof ImportProblem) throw error
    if (!looksLatin(bytes)) throw noText()
    return { text: checked(new TextDecoder('windows-1252').decode(bytes)), guessed: true }
  }
}

function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  // Without a mark: western text has a zero in every other byte.
  const sample = bytes.subarray(0, 1000)
  if (sample.length < 4) return null
  let [even, odd] = [0, 0]
  for (const [at, byte] of sample.entries()) {
    if (byte !== 0) continue
    if (at % 2 === 0) even++
    else odd++
  }
  const most = sample.length / 2
  if (odd > most * 0.7 && even < most * 0.1) return 'utf-16le'
  if (even > most * 0.7 && odd < most * 0.1) return 'utf-16be'
  return null
}

/** Mostly ASCII, and nothing that Windows-1252 has no letter for. */
function looksLatin(bytes: Buffer): boolean {
  let high = 0
  for (const byte of bytes) {
    if (byte >= 0x80) high++
    if (unknown.has(byte)) return false
  }
  return high <= bytes.length * 0.5
}
const unknown = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])

function checked(text: string): string {
  if (text.includes('\0')) throw noText()
  return text
}

const noText = () => new ImportProblem('This is not readable as text. Save it as UTF-8 and import it again.')
