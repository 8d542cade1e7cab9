import { actors } from './cast.ts'
import type { Row } from './observe.ts'

/** The rows as a table for people to review: one line a route and state, one column an actor. */
export function table(title: string, rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.route,
    row.state,
    ...actors.map((actor) => String(row.verdicts[actor].status)),
  ])
  const lines = [['route', 'of', ...actors], ...cells]
  const widths = lines[0]!.map((_, column) => Math.max(3, ...lines.map((line) => line[column]!.length)))
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text, i) => text.padEnd(widths[i]!)).join(' | ')} |`
  const [head, ...body] = lines.map(line)
  return `# ${title}

What every route answers to everybody, as observed. Written by \`vitest run --project house test/matrix -u\`: review each
changed cell before committing it. 401, 403 and 404 are closed doors; any other status means that the asker was let in.

${[head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n')}
`
}
