import { StringDecoder } from 'node:string_decoder'
import { JobRefused } from '#platform/queue/queue.ts'
import { ImportProblem } from './import-problem.ts'
import { mostTextBytes } from './import-text.ts'

/** Brackets within brackets that one element may have. */
const mostDepth = 32

/**
 * The elements of a JSON array, one at a time: no more than one is ever in memory. An element that is too long or too deep is an
 * `ImportProblem` in its place; text that is no array at all throws `JobRefused`.
 */
export async function* jsonElements(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ value: unknown } | { problem: ImportProblem }> {
  let text = ''
  let kept = 0
  let state: 'before' | 'between' | 'inside' | 'after' = 'before'
  let [depth, deepest] = [0, 0]
  let [quoted, escaped] = [false, false]
  let first = true

  for await (const chunk of decoded(bytes)) {
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const c = chunk[at]!
      if (state === 'inside') {
        if (quoted) {
          if (escaped) escaped = false
          else if (c === '\\') escaped = true
          else if (c === '"') quoted = false
          continue
        }
        if (c === '"') quoted = true
        else if (c === '{' || c === '[') deepest = Math.max(deepest, ++depth)
        else if (depth > 0 && (c === '}' || c === ']')) depth--
        else if (depth === 0 && (c === ',' || c === ']')) {
          const rest = chunk.slice(start, at)
          kept += rest.length
          yield elementOf(text + rest, kept, deepest)
          text = ''
          state = c === ',' ? 'between' : 'after'
          first = false
        }
        continue
      }
      if (/\s/.test(c) || (state === 'before' && c === '\ufeff')) continue
      if (state === 'before') {
        if (c !== '[') throw noArray()
        state = 'between'
      } else if (state === 'after') throw broken()
      else if (c === ']' && first) state = 'after'
      else {
        if (c === ',' || c === ']') throw broken()
        state = 'inside'
        ;[kept, depth, deepest, start] = [0, c === '{' || c === '[' ? 1 : 0, 0, at]
        quoted = c === '"'
      }
    }
    if (state !== 'inside') continue
    const rest = chunk.slice(start)
    kept += rest.length
    // What is too long is only counted, not kept.
    if (kept <= mostTextBytes) text += rest
  }
  if (state === 'before') throw noArray()
  if (state !== 'after') throw broken()
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  for await (const chunk of bytes)
    yield decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))
  yield decoder.end()
}

function elementOf(
  text: string,
  length: number,
  depth: number,
): { value: unknown } | { problem: ImportProblem } {
  if (length > mostTextBytes) return { problem: new ImportProblem('This note is longer than a note can be.') }
  if (depth > mostDepth)
    return { problem: new ImportProblem('This element is nested too deep to be a note.') }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { problem: new ImportProblem('This element is not readable as JSON.') }
  }
}

const noArray = () =>
  new JobRefused(
    'no-array',
    'This JSON file is not a list of notes: it has to be [{"title": …, "content": …}, …] in UTF-8. Nothing was imported from it.',
  )
const broken = () =>
  new JobRefused(
    'broken-json',
    'This JSON file is cut off or broken. What came before the break was imported; repair the file and import it again for the rest.',
  )
