import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { NotebookPen } from 'lucide'
import type { Person } from '../../../../contract/shapes.ts'
import { useSpace } from '#web/session.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { shortDate } from '#web/ui/relative-time.tsx'
import { roleWords } from '#web/ui/roles.ts'
import { membersQuery } from '../note-queries.ts'

/** Who a writer is in this space, and the way to all they have written. */
export function AuthorPanel({ author }: { author: Person }) {
  const { slug } = useSpace()
  const members = useQuery(membersQuery(slug)).data?.items
  const member = members?.find(({ accountId }) => accountId === author.id)
  return (
    <>
      <div className="flex items-center gap-3 p-2">
        <Avatar name={author.name} size={44} />
        <div className="min-w-0">
          <p className="truncate font-semibold text-ink">{author.name}</p>
          <p className="min-h-5 text-sm text-muted">
            {member
              ? `${roleWords[member.role].name} since ${shortDate(member.joinedAt)}`
              : members && members.length < 100 && 'No longer a member'}
          </p>
        </div>
      </div>
      <Link
        to={'/notes' as string}
        search={{ author: author.id }}
        className={`${buttonClass({ kind: 'quiet', small: true })} w-full`}
      >
        <Icon of={NotebookPen} size={18} />
        Notes of {author.name}
      </Link>
    </>
  )
}
