import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MessageSquare, Trash2 } from 'lucide'
import { useRef, useState } from 'react'
import { newKey } from '../../../web/api.ts'
import { useSpace } from '../../../web/session.ts'
import { Avatar } from '../../../web/ui/avatar.tsx'
import { Button, IconButton } from '../../../web/ui/button.tsx'
import { Check, TextArea } from '../../../web/ui/fields.tsx'
import { Form, FormProblem, type FormValues, useFormState } from '../../../web/ui/form.tsx'
import { clock } from '../../../web/ui/format.ts'
import { Loaded } from '../../../web/ui/loaded.tsx'
import { RelativeTime } from '../../../web/ui/relative-time.tsx'
import { SkeletonRows } from '../../../web/ui/skeleton.tsx'
import { wordsOf } from '../../../web/ui/states.tsx'
import { useToast } from '../../../web/ui/toast.tsx'
import type { Clip } from '../contract/clip.ts'
import type { Comment } from '../contract/comment.ts'
import type { Seek } from './clip-player.tsx'
import { commentsQuery, useClipChanges } from './clip-queries.ts'

type Player = { current: Seek | null }

/** What is said about a clip, oldest first; a comment can point to a second of it. */
export function Comments({ clip, player, signedIn }: { clip: Clip; player: Player; signedIn: boolean }) {
  const { slug } = useSpace()
  const query = useInfiniteQuery(commentsQuery(slug, clip.id))
  return (
    <section aria-labelledby="comments">
      <h2 id="comments" className="mb-3">
        Comments {clip.commentCount > 0 && <span className="text-muted">{clip.commentCount}</span>}
      </h2>
      <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
        {({ pages }) => {
          const comments = pages.flatMap((page) => page.items)
          if (comments.length === 0)
            return <p className="text-md text-muted">Nobody has said anything yet.</p>
          return (
            <ul className="grid gap-5">
              {comments.map((comment) => (
                <Row key={comment.id} clip={clip} comment={comment} player={player} />
              ))}
            </ul>
          )
        }}
      </Loaded>
      {query.hasNextPage && (
        <Button className="mt-4" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
      {/* After the comments, so that nothing moves when they come. */}
      {!query.isPending && clip.may.comment && <NewComment clip={clip} player={player} />}
      {!query.isPending && !signedIn && (
        <p className="mt-4 text-md text-muted">
          <Link to="/login" className="text-accent underline" search={{ next: location.pathname }}>
            Sign in
          </Link>{' '}
          to comment.
        </p>
      )}
    </section>
  )
}

function Row({ clip, comment, player }: { clip: Clip; comment: Comment; player: Player }) {
  const { removeComment } = useClipChanges(clip.id)
  const toast = useToast()
  const { at } = comment
  return (
    <li className="flex gap-3">
      <Avatar name={comment.author.name} size={32} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm text-muted">
          <span className="font-medium text-ink">{comment.author.name}</span>
          <RelativeTime at={comment.createdAt} />
        </p>
        <p className="whitespace-pre-wrap">
          {at !== null && (
            <button
              type="button"
              className="mr-2 rounded-sm font-medium text-accent hover:underline"
              aria-label={`Play from ${clock(at)}`}
              onClick={() => player.current?.seek(at)}
            >
              {clock(at)}
            </button>
          )}
          {comment.body}
        </p>
      </div>
      {comment.may.delete && (
        <IconButton
          small
          label={`Delete the comment of ${comment.author.name}`}
          icon={Trash2}
          onClick={() => removeComment.mutate(comment.id, { onError: (problem) => toast(wordsOf(problem)) })}
        />
      )}
    </li>
  )
}

/** Keeps one idempotency key for one comment over tries, so that a lost answer never posts it twice. */
function NewComment({ clip, player }: { clip: Clip; player: Player }) {
  const { comment } = useClipChanges(clip.id)
  const key = useRef(newKey())
  const [round, setRound] = useState(0)
  const [now, setNow] = useState(0)
  const save = async (values: FormValues) => {
    const at = values.checked('pin') ? Math.floor(player.current?.time() ?? 0) : null
    await comment.mutateAsync({ body: { body: values.text('body'), at }, key: key.current })
    key.current = newKey()
    setRound((last) => last + 1)
  }
  return (
    <Form key={round} save={save} className="mt-5 grid gap-3" label="New comment">
      <TextArea
        label="Your comment"
        name="body"
        rows={3}
        maxLength={4000}
        required
        onFocus={() => setNow(player.current?.time() ?? 0)}
      />
      {clip.playback && <Check name="pin" label={`At ${clock(now)} of the clip`} />}
      <FormProblem fields={['body']} />
      <Send />
    </Form>
  )
}

function Send() {
  const { busy } = useFormState()
  return (
    <div>
      <Button kind="primary" type="submit" icon={MessageSquare} busy={busy}>
        Comment
      </Button>
    </div>
  )
}
