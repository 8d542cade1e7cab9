import type { MarkedToken, Token, Tokens } from 'marked'
import { createElement, type ReactNode } from 'react'
import { Inline } from './inline.tsx'
import { ListBlock } from './list-block.tsx'
import type { Plain } from './parse-markdown.ts'
import type { TaskCounter } from './tasks.ts'

type BlockProps = {
  token: Token
  /** Boxes of the top block this one is in. */
  tasks: TaskCounter
  id?: string | undefined
  depth?: number
}

const mostDepth = 48

/** One block of a body as elements. Nothing here takes HTML: React writes every character as text. */
export function BlockView({ token: given, tasks, id, depth = 0 }: BlockProps): ReactNode {
  const token = given as MarkedToken | Plain
  if (depth > mostDepth) return <p className="md-plain">{token.raw}</p>
  switch (token.type) {
    case 'paragraph':
      return (
        <p>
          <Inline tokens={token.tokens} />
        </p>
      )
    case 'text':
      return token.tokens ? <Inline tokens={token.tokens} /> : token.text
    case 'heading':
      // The title of the note is the only first heading of its page.
      return createElement(
        `h${Math.min(token.depth + 1, 6)}`,
        id ? { id } : null,
        <Inline tokens={token.tokens} />,
      )
    case 'code':
      // The keyboard must be able to scroll what is wider than the page.
      return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      )
    case 'blockquote':
      return (
        <blockquote>
          <Blocks tokens={token.tokens} tasks={tasks} depth={depth + 1} />
        </blockquote>
      )
    case 'list':
      return <ListBlock list={token} tasks={tasks} depth={depth} Blocks={Blocks} />
    case 'table':
      return <TableBlock table={token} />
    case 'hr':
      return <hr />
    case 'plain':
      return <p className="md-plain">{token.text}</p>
    case 'space':
    case 'def':
    case 'checkbox':
      return null
    default:
      return <p>{token.raw}</p>
  }
}

export const Blocks = ({
  tokens,
  tasks,
  depth,
}: {
  tokens: readonly Token[]
  tasks: TaskCounter
  depth: number
}): ReactNode =>
  tokens.map((token, at) => (
    // oxlint-disable-next-line react/no-array-index-key
    <BlockView key={at} token={token} tasks={tasks} depth={depth} />
  ))

const TableBlock = ({ table }: { table: Tokens.Table }) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  <div className="md-table" role="group" aria-label="Table" tabIndex={0}>
    <table>
      <thead>
        <tr>
          {table.header.map((cell, at) => (
            // oxlint-disable-next-line react/no-array-index-key
            <th key={at} scope="col" {...alignOf(cell)}>
              <Inline tokens={cell.tokens} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, at) => (
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={at}>
            {row.map((cell, column) => (
              // oxlint-disable-next-line react/no-array-index-key
              <td key={column} {...alignOf(cell)}>
                <Inline tokens={cell.tokens} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const alignOf = ({ align }: Tokens.TableCell) => (align ? { style: { textAlign: align } } : {})
