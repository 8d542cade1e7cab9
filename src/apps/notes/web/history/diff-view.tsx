import { useMemo } from 'react'
import { diffTexts, type DiffLine } from './text-diff.ts'

/** What changed between two texts; gone and new are told by a sign and a word, not by colour alone. */
export function DiffView({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => diffTexts(before, after), [before, after])
  if (parts.length === 0) return <p className="text-md text-muted">The text is the same.</p>
  return (
    <div className="diff">
      {parts.map((part, at) =>
        part.kind === 'skipped' ? (
          // oxlint-disable-next-line react/no-array-index-key
          <p key={at} className="diff-skipped">
            {part.count === 1 ? 'One line is the same' : `${part.count} lines are the same`}
          </p>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          part.lines.map((line, nth) => <Line key={`${at}-${nth}`} line={line} />)
        ),
      )}
    </div>
  )
}

function Line({ line: { kind, words } }: { line: DiffLine }) {
  const inside = words.map(({ text, changed }, at) =>
    // oxlint-disable-next-line react/no-array-index-key
    changed ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
  )
  if (kind === 'same') return <p className="diff-line">{inside}</p>
  const Tag = kind === 'gone' ? 'del' : 'ins'
  return (
    <p className={`diff-line diff-${kind}`}>
      <Tag>{inside}</Tag>
    </p>
  )
}
