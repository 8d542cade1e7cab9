import { Lexer, Marked, type Token, type TokenizerExtension } from 'marked'
import { openWorkBudget, piecesOf } from './hostile-pieces.ts'
import { linesOf } from './line-ends.ts'

/** A block at the top of a body. `at` is where its source begins in it; null when that is not certain. */
export type Block = { token: Token; at: number | null }

/** `[[a title]]`. */
export type TitleLink = { type: 'titleLink'; raw: string; title: string }
/** Shown as it is written. */
export type Plain = { type: 'plain'; raw: string; text: string }

/**
 * Markdown as tokens: CommonMark with GitHub's tables, task lists, strikethrough and autolinks, line ends kept, `[[titles]]`.
 * Raw HTML is text. Takes any text: what would cost the parser its stack or seconds comes back as `plain`.
 */
export function parseMarkdown(body: string): Block[] {
  const source = linesOf(body)
  const lexer = new Lexer(grammar.defaults)
  const blocks: Block[] = []
  let at = 0
  for (const { text, plain } of piecesOf(source)) {
    const tokens = plain ? [plainOf(text)] : blocksOf(lexer, text)
    let next: number | null = at
    for (const token of tokens) {
      if (next !== null && !source.startsWith(token.raw, next)) next = null
      blocks.push({ token, at: next })
      if (next !== null) next += token.raw.length
    }
    at += text.length
  }
  fillInline(lexer)
  return blocks
}

const titleLink: TokenizerExtension = {
  name: 'titleLink',
  level: 'inline',
  start: (source) => {
    const at = source.indexOf('[[')
    return at < 0 ? undefined : at
  },
  tokenizer: (source) => {
    const [raw, title = ''] = /^\[\[([^[\]\n]{1,300})\]\]/.exec(source) ?? []
    return raw ? ({ type: 'titleLink', raw, title: title.trim() } satisfies TitleLink) : undefined
  },
}

const grammar = new Marked({
  gfm: true,
  breaks: true,
  extensions: [titleLink],
  tokenizer: { html: () => undefined, tag: () => undefined },
})

const plainOf = (text: string): Plain => ({ type: 'plain', raw: text, text })

function blocksOf(lexer: Lexer, text: string): Token[] {
  const waiting = lexer.inlineQueue.length
  try {
    return lexer.blockTokens(text, [])
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem
    lexer.inlineQueue.length = waiting
    lexer.state.top = true
    return [plainOf(text)]
  }
}

/** The parser leaves the text inside blocks for later, when every reference definition is known. */
function fillInline(lexer: Lexer): void {
  const affordable = openWorkBudget()
  for (const { src, tokens } of lexer.inlineQueue) {
    if (!affordable(src)) tokens.push(plainOf(src))
    else
      try {
        lexer.inlineTokens(src, tokens)
      } catch (problem) {
        if (!(problem instanceof RangeError)) throw problem
        tokens.splice(0, tokens.length, plainOf(src))
      }
  }
}
