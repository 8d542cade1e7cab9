import type { Token, Tokens } from 'marked'
import type { Task } from './markdown-house.ts'
import { linesOf } from './line-ends.ts'
import { parseMarkdown } from './parse-markdown.ts'

/** Where the boxes of one top block stand: the block's place in the source, and the number of each item in it. */
export type TaskCounter = { at: number | null; nthOf: (item: Tokens.ListItem) => number }

export function taskCounter(token: Token, at: number | null): TaskCounter {
  const numbers = new Map(taskItems(token).map((item, nth) => [item, nth]))
  return { at, nthOf: (item) => numbers.get(item) ?? -1 }
}

/**
 * The body with one box ticked or cleared. Null when the box is not there any more, because the body has changed: nothing is
 * changed blindly.
 */
export function withTask(body: string, { at, nth, checked }: Task): string | null {
  const source = linesOf(body)
  const block = parseMarkdown(source).find((candidate) => candidate.at === at)
  const item = block && taskItems(block.token)[nth]
  if (!block || !item) return null
  if (item.checked === checked) return source
  const boxes = [...block.token.raw.matchAll(boxLine)].filter(
    (box) => !insideFence(block.token.raw, box.index),
  )
  const box = boxes[nth]
  // The number of boxes the parser and the pattern see must agree, or the wrong one would be ticked.
  if (!box || boxes.length !== taskItems(block.token).length) return null
  const place = at! + box.index + box[1]!.length
  return `${source.slice(0, place)}[${checked ? 'x' : ' '}]${source.slice(place + 3)}`
}

const boxLine = /^([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+)\[[ xX]\](?=[ \t]+\S)/gm

function taskItems(token: Token): Tokens.ListItem[] {
  const found: Tokens.ListItem[] = []
  const look = (inside: Token) => {
    if (inside.type === 'list_item' && (inside as Tokens.ListItem).task) found.push(inside as Tokens.ListItem)
    if (inside.type === 'list') for (const item of (inside as Tokens.List).items) look(item)
    if (isContainer(inside)) for (const child of inside.tokens ?? []) look(child)
  }
  look(token)
  return found
}

const isContainer = (token: Token): token is Tokens.ListItem | Tokens.Blockquote =>
  token.type === 'list_item' || token.type === 'blockquote'

const insideFence = (raw: string, index: number): boolean =>
  ((raw.slice(0, index).match(/^[ \t>]*(?:[-*+][ \t]+)?(?:`{3,}|~{3,})/gm)?.length ?? 0) & 1) === 1
