/** A stretch of a line and what it is; `class` is one of the theme's. */
export type TextMark = { from: number; to: number; class: string }

/**
 * What a line of Markdown is made of, for colours alone: the preview and the reader go by the real grammar. Offsets are those of
 * the line. Takes time in proportion to the line; longer ones than `mostLine` have no colours.
 */
export function marksOf(line: string, inFence: boolean): TextMark[] {
  if (line.length > mostLine) return []
  if (inFence || fenceLine.test(line)) return [{ from: 0, to: line.length, class: 'cm-md-code' }]
  const marks: TextMark[] = []
  const heading = /^ {0,3}(#{1,6})(?=\s)/.exec(line)
  if (heading) {
    marks.push({ from: 0, to: line.length, class: `cm-md-heading cm-md-heading-${heading[1]!.length}` })
    marks.push({ from: 0, to: heading[0].length, class: 'cm-md-sign' })
  }
  const head = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+(?:[ \t]+\[[ xX]\](?=[ \t]))?/.exec(line)
  if (head) marks.push({ from: 0, to: head[0].length, class: 'cm-md-list' })
  if (/^[ \t]*>/.test(line)) marks.push({ from: 0, to: line.length, class: 'cm-md-quote' })
  for (const found of line.matchAll(inside)) {
    const name = Object.keys(found.groups!).find((group) => found.groups![group] !== undefined)!
    marks.push({ from: found.index, to: found.index + found[0].length, class: `cm-md-${name}` })
  }
  return marks.toSorted((a, b) => a.from - b.from || b.to - a.to)
}

/** For each line whether it stands inside a code fence. */
export function fencesOf(lines: Iterable<string>): boolean[] {
  let open = ''
  const inside: boolean[] = []
  for (const line of lines) {
    inside.push(open !== '')
    const mark = fenceLine.exec(line)?.[1]
    if (!mark) continue
    if (open === '') open = mark
    else if (mark[0] === open[0] && mark.length >= open.length && line.trim() === mark) open = ''
  }
  return inside
}

const mostLine = 5000
const fenceLine = /^ {0,3}(`{3,}|~{3,})(?!.*`)/

/** Each alternative ends at the first sign that can end it, so that nothing is read twice. */
const inside = new RegExp(
  [
    /(?<code>(?<!`)`[^`\n]+`(?!`))/,
    /(?<link>!?\[\[[^[\]\n]+\]\]|!?\[[^[\]\n]*\]\([^()\s]*\)|https?:\/\/[^\s<>()]+)/,
    /(?<strong>\*\*[^*\n]+\*\*|__[^_\n]+__)/,
    /(?<em>(?<![*\w])\*[^*\s][^*\n]*\*(?![*\w])|(?<![_\w])_[^_\s][^_\n]*_(?![_\w]))/,
    /(?<gone>~~[^~\n]+~~)/,
    /(?<tag>(?<![\p{L}\p{N}_/#&])#(?=[\p{N}_/-]{0,59}\p{L})[\p{L}\p{N}][\p{L}\p{N}_/-]{0,59})/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
)
