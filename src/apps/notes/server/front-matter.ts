/**
 * The head of a Markdown file: `---`, lines of `key: value`, `---`. A small part of YAML, read without ever running or
 * referring to anything: text, quoted text, lists in either spelling, folded and literal blocks. What is nested deeper is passed over.
 */
export type FrontMatter = {
  /** By key in lower case; the first of two wins. */
  fields: ReadonlyMap<string, FieldValue>
  /** What follows the head, as it stands. All of the text when there is no head. */
  body: string
}
export type FieldValue = string | readonly string[]

/** A head that is longer is no head: characters, and lines. */
const mostHead = 64_000
const mostLines = 2_000

export function readFrontMatter(text: string): FrontMatter {
  const none = { fields: new Map<string, FieldValue>(), body: text }
  if (!/^---[ \t]*\r?\n/.test(text.slice(0, 200))) return none
  const lines = text.slice(0, mostHead).split('\n', mostLines)
  const end = lines.findIndex((line, at) => at > 0 && /^(---|\.\.\.)[ \t]*\r?$/.test(line))
  if (end === -1) return none
  const fields = fieldsOf(lines.slice(1, end).map((line) => line.replace(/\r$/, '')))
  if (fields === null) return none
  const headLength = lines.slice(0, end + 1).reduce((sum, line) => sum + line.length + 1, 0)
  // One empty line belongs to the head; all others are the writer's.
  return { fields, body: text.slice(headLength).replace(/^\r?\n/, '') }
}

/** The head of an exported note. Every text is quoted, so that none can be mistaken for something else. */
export function writeFrontMatter(
  fields: Readonly<Record<string, string | readonly string[] | boolean>>,
): string {
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  return `---\n${lines.join('\n')}\n---\n\n`
}

/** Null when this is no head but a text between two rules. */
function fieldsOf(lines: readonly string[]): Map<string, FieldValue> | null {
  const fields = new Map<string, FieldValue>()
  let at = 0
  while (at < lines.length) {
    const line = lines[at++]!
    if (/^\s*(#.*)?$/.test(line) || /^\s/.test(line)) continue
    const colon = colonOf(line)
    if (colon === -1) return null
    const key = unquote(line.slice(0, colon).trim()).toLowerCase()
    const own = line.slice(colon + 1).trim()
    const below: string[] = []
    const goesOn = own.startsWith('[') ? /^(\s+\S|\s*$|\])/ : /^(\s+\S|\s*$|- |-$)/
    while (at < lines.length && goesOn.test(lines[at]!)) below.push(lines[at++]!)
    if (key !== '' && key.length <= 100 && !fields.has(key)) fields.set(key, valueOf(own, below))
  }
  return fields.size > 0 ? fields : null
}

/** The colon that ends the key: behind it stands white space or nothing. */
function colonOf(line: string): number {
  const quoted = /^("[^"]*"|'[^']*')/.exec(line)?.[0].length ?? 0
  for (let at = line.indexOf(':', quoted); at !== -1; at = line.indexOf(':', at + 1))
    if (at + 1 === line.length || line[at + 1] === ' ' || line[at + 1] === '\t') return at
  return -1
}

function valueOf(own: string, below: readonly string[]): FieldValue {
  if (/^[|>][+-]?\d?$/.test(own)) {
    const kept = below.map((line) => line.trim())
    return kept.join(own.startsWith('|') ? '\n' : ' ').trim()
  }
  if (own.startsWith('[')) return flowList([own, ...below.map((line) => line.trim())].join(' '))
  if (own === '' || own.startsWith('#')) {
    const items = below.flatMap((line) => {
      const item = /^\s*-(?:\s+(.*))?$/.exec(line)
      return item ? [unquote(plain(item[1] ?? ''))] : []
    })
    return items.length > 0 ? items.filter((item) => item !== '') : ''
  }
  return unquote(plain(own))
}

/** `[a, "b, c"]`. What stands behind the closing bracket is passed over. */
function flowList(text: string): string[] {
  const items: string[] = []
  const item = /\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,\]"'][^,\]]*)?\s*([,\]]|$)/y
  item.lastIndex = 1
  while (item.lastIndex < text.length) {
    const found = item.exec(text)
    if (!found) break
    const value = unquote((found[1] ?? '').trim())
    if (value !== '') items.push(value)
    if (found[2] !== ',') break
  }
  return items
}

/** Without a comment behind it. */
function plain(text: string): string {
  const trimmed = text.trim()
  const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(trimmed)?.[0]
  if (quoted !== undefined) return quoted
  const comment = /\s#/.exec(trimmed)
  return comment ? trimmed.slice(0, comment.index).trim() : trimmed
}

function unquote(text: string): string {
  if (text === 'null' || text === '~') return ''
  if (text.length >= 2 && text.startsWith("'") && text.endsWith("'"))
    return text.slice(1, -1).replaceAll("''", "'")
  if (text.length >= 2 && text.startsWith('"') && text.endsWith('"'))
    return text
      .slice(1, -1)
      .replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/g, (_, wide, short, one: string) =>
        wide || short ? String.fromCharCode(Number.parseInt(wide ?? short, 16)) : (escapes[one] ?? one),
      )
  return text
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' }
