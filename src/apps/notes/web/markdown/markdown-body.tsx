import type { Token } from 'marked'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import { BlockView } from './blocks.tsx'
import { headingIds } from './headings.ts'
import { useMarkdownHouse } from './markdown-house.ts'
import { type Block, parseMarkdown } from './parse-markdown.ts'
import { taskCounter } from './tasks.ts'

/** A body as elements, without the page around it. */
export function MarkdownBody({ body }: { body: string }) {
  const { prefix } = useMarkdownHouse()
  const blocks = useMemo(() => parseMarkdown(body), [body])
  const ids = useMemo(() => headingIds(blocks, prefix), [blocks, prefix])
  const stretches = useMemo(() => stretchesOf(blocks), [blocks])
  return (
    <div className="markdown">
      {stretches.map((stretch, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <Stretch key={at} blocks={stretch} ids={ids} first={at < 3} />
      ))}
    </div>
  )
}

/** Characters of a body whose elements are made together. */
const stretchSize = 16_000

function stretchesOf(blocks: readonly Block[]): Block[][] {
  const stretches: Block[][] = []
  let size = Infinity
  for (const block of blocks) {
    if (size > stretchSize) {
      stretches.push([])
      size = 0
    }
    stretches.at(-1)!.push(block)
    size += block.token.raw.length
  }
  return stretches
}

/**
 * A part of a body. Of a long one only what is near the window becomes elements; the rest stands there as it is written, so that it
 * can be found with the browser's own search and a million characters do not cost seconds.
 */
function Stretch({
  blocks,
  ids,
  first,
}: {
  blocks: readonly Block[]
  ids: ReadonlyMap<Token, string>
  first: boolean
}) {
  const place = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(first)
  useEffect(() => {
    if (near || !place.current) return
    const look = new IntersectionObserver(([seen]) => seen?.isIntersecting && setNear(true), {
      rootMargin: '1500px 0px',
    })
    look.observe(place.current)
    return () => look.disconnect()
  }, [near])
  if (near)
    return blocks.map((block, at) => (
      // oxlint-disable-next-line react/no-array-index-key
      <TopBlock key={at} block={block} id={ids.get(block.token)} />
    ))
  const raw = blocks.map(({ token }) => token.raw).join('')
  return (
    <div ref={place} className="md-plain md-later" style={{ containIntrinsicHeight: `${heightOf(raw)}px` }}>
      {raw}
    </div>
  )
}

/** About as high as it will be, so that the bar at the side tells the truth. */
const heightOf = (raw: string) => 24 * Math.max(raw.split('\n').length, raw.length / 90)

const TopBlock = memo(function TopBlock({ block, id }: { block: Block; id: string | undefined }) {
  const tasks = useMemo(() => taskCounter(block.token, block.at), [block])
  return <BlockView token={block.token} tasks={tasks} id={id} />
})
