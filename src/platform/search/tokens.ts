import { foldText, isAscii } from './fold-text.ts'

/** A run of letters and digits as the index knows it, and where it stands in the original (UTF-16 units). */
export type Token = { text: string; start: number; end: number }

/** Longer runs are found by their first so many units. */
const mostUnits = 64

/** The tokens of a text in their order. Scripts that set no spaces give one token for each sign, so that words inside are found as phrases. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(runs)) {
    const [run] = match
    const start = match.index
    const end = start + run.length
    for (const piece of piecesOf(run)) tokens.push({ text: piece, start, end })
  }
  return tokens
}

/** The tokens of a text as words between spaces: what the index keeps and what a phrase is made of. */
export function tokenText(text: string): string {
  if (isAscii(text)) return (text.toLowerCase().match(asciiRuns) ?? []).map(cut).join(' ')
  return tokensOf(text)
    .map((token) => token.text)
    .join(' ')
}

/** A value that is compared as a whole and as it stands, as one token: each ASCII sign that is no small letter or digit is spelled out. */
export function exactToken(value: string): string {
  return value.replace(/[\0-\x2f\x3a-\x60\x7b-\x7f]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}_`)
}

const asciiRuns = /[a-z0-9_]+/g
const cut = (run: string) => (run.length > mostUnits ? run.slice(0, mostUnits).toWellFormed() : run)

function piecesOf(run: string): string[] {
  if (isPlainSign(run)) return [run]
  if (isAscii(run)) return [cut(run.toLowerCase())]
  // Some signs unfold into several words: ½, ﷺ.
  return (foldText(run).match(runs) ?? []).map(cut)
}

/** Kana and the common ideographs stand for themselves; texts made of them have a token for each. */
function isPlainSign(run: string): boolean {
  if (run.length !== 1) return false
  const unit = run.charCodeAt(0)
  return (
    (unit >= 0x4e00 && unit <= 0x9fff) ||
    (unit >= 0x3041 && unit <= 0x3096) ||
    (unit >= 0x30a1 && unit <= 0x30fa)
  )
}

const unspaced = String.raw`[[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]&&[\p{L}\p{N}]]`
const runs = new RegExp(String.raw`${unspaced}\p{M}*|[[\p{L}\p{N}\p{M}_]--${unspaced}]+`, 'gv')
