import { FileLink, Destination } from './destination.tsx'
import { targetOf } from './link-safety.ts'
import { useMarkdownHouse } from './markdown-house.ts'

/**
 * An attached picture by its signed path. Pictures from anywhere else are not loaded, because that would tell a stranger who
 * reads here: they are links.
 */
export function Picture({ address, words, linked }: { address: string; words: string; linked: boolean }) {
  const { attachment, onExpired } = useMarkdownHouse()
  const target = targetOf(address)
  const file = target?.kind === 'attachment' ? attachment(target.id) : undefined
  if (file?.image && file.view)
    return (
      <img
        src={file.view}
        alt={words || file.name}
        loading="lazy"
        decoding="async"
        className="md-picture"
        onError={onExpired}
      />
    )
  const name = words || file?.name || (target?.kind === 'attachment' ? 'File' : 'Picture')
  if (linked) return name
  if (target?.kind === 'attachment') return <FileLink id={target.id}>{name}</FileLink>
  const host = target?.kind === 'outside' ? URL.parse(target.href)?.host : ''
  return (
    <Destination address={address}>{host ? `${name} (picture on ${host})` : `${name} (picture)`}</Destination>
  )
}
