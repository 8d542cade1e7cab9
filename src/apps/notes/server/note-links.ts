import { foldLine } from '#platform/search/fold-text.ts'

/** What a body links to: a note by its id, or whichever note has a title (folded). `text` as it stands in the body. */
export type BodyLink = { text: string; toId: string | null; toTitle: string | null }

/** More links than that in one note lead nowhere. */
const mostLinks = 500

/**
 * `[[a title]]` and `[words](note:<id>)` of a body, in order, each once; not those inside code. Takes time in proportion
 * to the text.
 */
export function linksOf(body: string): BodyLink[] {
  const links = new Map<string, BodyLink>()
  for (const text of proseOf(body))
    for (const [, title, words, id] of text.matchAll(link)) {
      if (links.size === mostLinks) return [...links.values()]
      const found = id === undefined ? byTitle(title!) : { text: words!, toId: id, toTitle: null }
      if (found) links.set(JSON.stringify(found), found)
    }
  return [...links.values()]
}

/** The parts between brackets hold no bracket, so that no text is looked at twice. */
const link =
  /(?<!\\)\[(?:\[([^[\]\n]{1,300})\]\]|([^[\]]*)\]\(note:([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\))/g

function byTitle(text: string): BodyLink | null {
  const toTitle = foldLine(text)
  return toTitle === '' ? null : { text, toId: null, toTitle }
}

/** The lines that are not in a fenced block, without what stands between backticks. */
function* proseOf(body: string): Generator<string> {
  let fence: string | null = null
  for (const line of body.split('\n')) {
    const mark = /^ {0,3}(?:> ?)*(`{3,}|~{3,})(.*)$/.exec(line)
    if (fence !== null) {
      if (mark && mark[1]!.startsWith(fence) && mark[2]!.trim() === '') fence = null
    } else if (mark && !(mark[1]!.startsWith('`') && mark[2]!.includes('`'))) fence = mark[1]!
    else yield withoutCode(line)
  }
}

/** A run of backticks opens code when another run of the same length closes it. */
function withoutCode(line: string): string {
  if (!line.includes('`')) return line
  const runs = [...line.matchAll(/`+/g)]
  const unclosed = new Set<number>()
  let prose = ''
  let from = 0
  for (let at = 0; at < runs.length; at += 1) {
    const { length } = runs[at]![0]
    if (unclosed.has(length)) continue
    let close = at + 1
    while (close < runs.length && runs[close]![0].length !== length) close += 1
    if (close === runs.length) unclosed.add(length)
    else {
      prose += `${line.slice(from, runs[at]!.index)} `
      from = runs[close]!.index + length
      at = close
    }
  }
  return prose + line.slice(from)
}
