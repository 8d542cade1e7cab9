/** What a quick note becomes: its first line the title when it is short or a heading, `#words` its tags. The text stays as it is. */
export function noteOf(text: string): { title: string; body: string; tags: string[] } {
  const whole = text.replaceAll('\r\n', '\n').trim()
  const [first = '', ...rest] = whole.split('\n')
  const title = titleOf(first)
  const body = title === null ? whole : rest.join('\n').replace(/^\n+/, '')
  return { title: title ?? '', body, tags: tagsIn(whole) }
}

/** `#tag` words outside of code; each once, as first written. `#12` is a number, not a tag. */
export function tagsIn(text: string): string[] {
  const words = text.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, ' ').matchAll(tagWord)
  const found = new Map<string, string>()
  for (const [, word = ''] of words) {
    const tag = word.replace(/[-/]+$/, '').slice(0, 60)
    if (tag && !/^\d+$/.test(tag) && !found.has(tag.toLowerCase())) found.set(tag.toLowerCase(), tag)
  }
  return [...found.values()].slice(0, 100)
}

/** The `#` word that is being typed before the caret: where it begins and what of it is there. */
export function tagBefore(text: string, caret: number): { from: number; typed: string } | null {
  const found = /(?:^|\s)#([\p{L}\p{N}_/-]*)$/u.exec(text.slice(0, caret))
  if (!found) return null
  const typed = found[1] ?? ''
  return { from: caret - typed.length, typed }
}

const longestTitle = 80
const tagWord = /(?<=^|\s)#([\p{L}\p{N}_][\p{L}\p{N}_/-]*)/gu

function titleOf(line: string): string | null {
  const heading = /^#{1,6}\s+(.+?)\s*#*$/.exec(line)?.[1]
  if (heading) return heading.length <= 300 ? heading : null
  const isPlain = !/^(?:[-*+>|]\s|\d+[.)]\s|```|~~~|!\[|<|\||\s{4})/.test(line)
  return isPlain && line.length <= longestTitle ? line.trim() : null
}
