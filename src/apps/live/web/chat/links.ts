/** A text in pieces: words, and addresses that may be opened. */
export type Piece = { text: string; href?: string }

/** Web addresses only, and only what a browser reads as one; a full stop or bracket behind it belongs to the sentence. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const found of text.matchAll(/\bhttps?:\/\/[^\s<>"'“”]+/gi)) {
    const written = found[0].replace(/[.,;:!?…)\]}]+$/, '')
    const href = hrefOf(written)
    if (href === null) continue
    if (found.index > from) pieces.push({ text: text.slice(from, found.index) })
    pieces.push({ text: written, href })
    from = found.index + written.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

/** Null for what is no address, and for one that hides where it leads behind a name: `https://bank.example@evil.example`. */
function hrefOf(written: string): string | null {
  if (!URL.canParse(written)) return null
  const { href, username, password, protocol } = new URL(written)
  return (protocol === 'https:' || protocol === 'http:') && !username && !password ? href : null
}
