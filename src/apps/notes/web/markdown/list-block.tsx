import type { Token, Tokens } from 'marked'
import { type ReactNode, useId, useState } from 'react'
import { useMarkdownHouse } from './markdown-house.ts'
import type { TaskCounter } from './tasks.ts'

type BlocksOf = (blocks: { tokens: readonly Token[]; tasks: TaskCounter; depth: number }) => ReactNode

/** A list; its task items are boxes that can be ticked where the page allows it. */
export function ListBlock({
  list,
  tasks,
  depth,
  Blocks,
}: {
  list: Tokens.List
  tasks: TaskCounter
  depth: number
  Blocks: BlocksOf
}) {
  const items = list.items.map((item, at) => {
    const inside = (tokens: readonly Token[]) => <Blocks tokens={tokens} tasks={tasks} depth={depth + 1} />
    return item.task ? (
      // oxlint-disable-next-line react/no-array-index-key
      <TaskItem key={at} item={item} tasks={tasks} inside={inside} />
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <li key={at}>{inside(item.tokens)}</li>
    )
  })
  if (!list.ordered) return <ul>{items}</ul>
  return <ol {...(typeof list.start === 'number' && list.start !== 1 && { start: list.start })}>{items}</ol>
}

function TaskItem({
  item,
  tasks,
  inside,
}: {
  item: Tokens.ListItem
  tasks: TaskCounter
  inside: (tokens: readonly Token[]) => ReactNode
}) {
  const { toggle } = useMarkdownHouse()
  const label = useId()
  const { at } = tasks
  const nth = tasks.nthOf(item)
  const checked = item.checked === true
  // The box turns under the finger; what the text says comes a moment later.
  const [shown, setShown] = useState({ checked, of: checked })
  if (shown.of !== checked) setShown({ checked, of: checked })
  // What is nested below it does not belong to the name of a box.
  const nested = item.tokens.findIndex(
    ({ type }) => type === 'list' || type === 'blockquote' || type === 'code',
  )
  const end = nested < 0 ? item.tokens.length : nested
  return (
    <li className="md-task">
      <input
        type="checkbox"
        checked={shown.checked}
        disabled={!toggle || at === null}
        aria-labelledby={label}
        onChange={() => {
          if (at === null) return
          setShown({ checked: !shown.checked, of: checked })
          toggle?.({ at, nth, checked: !shown.checked })
        }}
      />
      <div>
        <div id={label}>{inside(item.tokens.slice(0, end))}</div>
        {inside(item.tokens.slice(end))}
      </div>
    </li>
  )
}
