import type { ReactNode } from 'react'
import { headingId } from './headings.ts'
import { type Target, targetOf } from './link-safety.ts'
import { useMarkdownHouse } from './markdown-house.ts'

/** A link to wherever it may lead; its words alone when it may lead nowhere. */
export function Destination({
  address,
  literal = false,
  title,
  children,
}: {
  address: string
  literal?: boolean
  title?: string | null | undefined
  children: ReactNode
}): ReactNode {
  const target = targetOf(address, { literal })
  if (target === null) return <span className="md-nowhere">{children}</span>
  return (
    <Leading target={target} title={title}>
      {children}
    </Leading>
  )
}

type LeadingProps = { target: Target; title: string | null | undefined; children: ReactNode }

function Leading({ target, title, children }: LeadingProps): ReactNode {
  const { NoteLink, prefix } = useMarkdownHouse()
  const about = title ? { title } : {}
  if (target.kind === 'note') return <NoteLink id={target.id}>{children}</NoteLink>
  if (target.kind === 'attachment') return <FileLink id={target.id}>{children}</FileLink>
  if (!('href' in target))
    return (
      <a href={`#${headingId(prefix, target.id)}`} {...about}>
        {children}
      </a>
    )
  return (
    <a href={target.href} rel="noopener noreferrer nofollow" {...about}>
      {children}
    </a>
  )
}

/** An attached file by its signed path. */
export function FileLink({ id, children }: { id: string; children: ReactNode }) {
  const file = useMarkdownHouse().attachment(id)
  if (file?.download)
    return (
      <a href={file.download} rel="noopener noreferrer nofollow" download={file.name}>
        {children}
      </a>
    )
  return (
    <span className="md-nowhere" title={file ? 'Is still being uploaded' : 'This file is not attached here'}>
      {children}
    </span>
  )
}
