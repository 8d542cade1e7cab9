import { memo, useMemo } from 'react'
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
  return (
    <div className="markdown">
      {blocks.map((block, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <TopBlock key={at} block={block} id={ids.get(block.token)} />
      ))}
    </div>
  )
}

const TopBlock = memo(function TopBlock({ block, id }: { block: Block; id: string | undefined }) {
  const tasks = useMemo(() => taskCounter(block.token, block.at), [block])
  return <BlockView token={block.token} tasks={tasks} id={id} />
})
