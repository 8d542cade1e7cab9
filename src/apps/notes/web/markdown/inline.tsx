import type { MarkedToken, Token } from 'marked'
import { Fragment, type ReactNode } from 'react'
import { decodeEntities } from './entities.ts'
import { Destination } from './destination.tsx'
import { Picture } from './picture.tsx'
import { useMarkdownHouse } from './markdown-house.ts'
import type { Plain, TitleLink } from './parse-markdown.ts'

const mostDepth = 24

/** Text inside a block. `linked`: it stands inside a link, which holds no other link. */
export const Inline = ({
  tokens,
  depth = 0,
  linked = false,
}: {
  tokens: readonly Token[] | undefined
  depth?: number
  linked?: boolean
}): ReactNode =>
  tokens?.map((token, at) => (
    // Tokens have no name of their own; their place is what they are.
    // oxlint-disable-next-line react/no-array-index-key
    <Piece key={at} token={token as InlineToken} depth={depth} linked={linked} />
  ))

type InlineToken = MarkedToken | TitleLink | Plain

function Piece({ token, depth, linked }: { token: InlineToken; depth: number; linked: boolean }): ReactNode {
  if (depth > mostDepth) return token.raw
  const inside = (tokens: readonly Token[] | undefined, link = linked) => (
    <Inline tokens={tokens} depth={depth + 1} linked={link} />
  )
  switch (token.type) {
    case 'strong':
      return <strong>{inside(token.tokens)}</strong>
    case 'em':
      return <em>{inside(token.tokens)}</em>
    case 'del':
      return <del>{inside(token.tokens)}</del>
    case 'codespan':
      return <code>{token.text}</code>
    case 'br':
      return <br />
    case 'escape':
      return token.text
    case 'link':
      if (linked) return inside(token.tokens)
      return (
        <Destination address={token.href} literal={token.autolink === true} title={token.title}>
          {token.autolink ? token.text : inside(token.tokens, true)}
        </Destination>
      )
    case 'image':
      return <Picture address={token.href} words={decodeEntities(token.text)} linked={linked} />
    case 'titleLink':
      return <TitleLinkTo title={decodeEntities(token.title)} linked={linked} />
    case 'text':
      return token.tokens ? inside(token.tokens) : <Words text={decodeEntities(token.text)} linked={linked} />
    case 'checkbox':
      return null
    case 'plain':
      return token.text
    default:
      return token.raw
  }
}

function TitleLinkTo({ title, linked }: { title: string; linked: boolean }) {
  const { noteOf, NoteLink } = useMarkdownHouse()
  const id = noteOf(title)
  if (linked) return title
  if (id) return <NoteLink id={id}>{title}</NoteLink>
  return (
    <span className="md-nowhere" title="No note has this title yet">
      {title}
    </span>
  )
}

/** Words as they stand, with `#tags` that lead to their notes. */
function Words({ text, linked }: { text: string; linked: boolean }): ReactNode {
  const { TagLink } = useMarkdownHouse()
  if (linked || !text.includes('#')) return text
  return text.split(tagWord).map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={at}>
        <TagLink tag={part.slice(1)}>{part}</TagLink>
      </Fragment>
    ),
  )
}

/** `#word` with at least one letter, at the start or after something that is no part of a word or address. */
const tagWord =
  /(?<![\p{L}\p{N}_/#&])(#(?=[\p{N}_/-]{0,59}\p{L})[\p{L}\p{N}][\p{L}\p{N}_/-]{0,59})(?![\p{L}\p{N}_])/u
