/** Names of files that people gave, made safe for every system: any unicode, one part, at most 120 characters and 200 bytes. */
export function safeName(name: string, otherwise: string): string {
  const cleaned = name
    .toWellFormed()
    .normalize('NFC')
    .replace(
      // oxlint-disable-next-line no-control-regex
      /[\u0000-\u001f\u007f-\u009f"*/:<>?\\|\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]+/g,
      ' ',
    )
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  const ending = /[^. ](\.[A-Za-z0-9]{1,10})$/.exec(cleaned)?.[1] ?? ''
  const stem = cut(cleaned.slice(0, cleaned.length - ending.length), 120, 190).replace(/[. ]+$/, '')
  if (stem === '') return otherwise
  return reserved.test(stem) ? `${stem}_${ending}` : stem + ending
}

/** The last group of an id: 48 random bits, enough to tell notes of one title apart. */
export const shortId = (id: string): string => id.slice(-12)

/** Names that Windows keeps for itself. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** At most so many characters and bytes of UTF-8, never half a character. */
function cut(text: string, characters: number, bytes: number): string {
  let out = ''
  let [count, size] = [0, 0]
  for (const c of text) {
    size += Buffer.byteLength(c)
    if (++count > characters || size > bytes) break
    out += c
  }
  return out
}
