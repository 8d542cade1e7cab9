/** Markdown as plain text. Everything here takes time in proportion to the text, whatever is in it. */

const mostExcerpt = 240

/** The first lines that hold words, at most 240 characters. */
export function excerptOf(markdown: string): string {
  const text = plainText(markdown.slice(0, mostExcerpt * 8))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n\s*/g, '\n')
    .trim()
  return text.length <= mostExcerpt
    ? text
    : text
        .slice(0, mostExcerpt - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')
        .trimEnd() + '…'
}

/** The words without the marks; what is code stays. */
export function plainText(markdown: string): string {
  return markdown
    .split('\n')
    .map(plainLine)
    .filter((line) => line !== null)
    .join('\n')
    .trim()
}

/** What search filters by with `has:`, as far as the body tells. */
export function featuresOf(markdown: string): ('image' | 'file' | 'link' | 'task')[] {
  const has = {
    image: /!\[[^[\]]*\]\(/.test(markdown),
    file: /(?:^|[^!])\[[^[\]]*\]\(attachment:/.test(markdown),
    link: /https?:\/\/\S|\]\(note:|\[\[[^[\]\n]+\]\]/.test(markdown),
    task: /^[ \t>]*(?:[-*+]|\d{1,9}[.)]) \[[ xX]\]\s/m.test(markdown),
  }
  return (Object.keys(has) as (keyof typeof has)[]).filter((name) => has[name])
}

/** Null for lines that are nothing but marks. */
function plainLine(line: string): string | null {
  if (line === '') return line
  if (/^\s*(?:`{3,}|~{3,})/.test(line) || /^\s*(?:[-*_=|:][-*_=|:\s]*)$/.test(line)) return null
  return line
    .replace(/^\s*(?:>\s?)*\s*(?:#{1,6}\s+|(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)?/, '')
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/\[\[([^[\]]*)\]\]/g, '$1')
    .replace(/<\/?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?\/?>/g, '')
    .replace(/(?<!\\)(?:\*{1,3}|_{2,3}|~~|`+)/g, '')
    .replaceAll('|', ' ')
    .replace(/ {2,}/g, ' ')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .trim()
}
