import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Link as LinkIcon, X } from 'lucide'
import { useState } from 'react'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { CopyField } from '#web/ui/copy-field.tsx'
import { Dialog, DialogActions } from '#web/ui/dialog.tsx'
import { PasswordField, Select } from '#web/ui/fields.tsx'
import { Form, FormProblem, type FormValues, useFormState } from '#web/ui/form.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { fullTime, RelativeTime } from '#web/ui/relative-time.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { NoteShare } from '../../contract/note.ts'
import type { createShare, deleteShare } from '../../contract/note-routes.ts'
import type { NoteAtHand } from '../note-actions.ts'
import { sharesQuery } from '../note-queries.ts'

/** Links with which anybody reads this one note: make one, see which still open, end them. */
export function ShareDialog({ note, onClose }: { note: NoteAtHand; onClose: () => void }) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const query = useQuery(sharesQuery(space, note.id))
  const [made, setMade] = useState<NoteShare | null>(null)
  const make = async (values: FormValues) => {
    const days = Number(values.text('days'))
    const password = values.text('password')
    const share = await call<typeof createShare>('POST /spaces/:space/notes/:id/shares', {
      params: { space, id: note.id },
      body: {
        expiresAt: days > 0 ? new Date(Date.now() + days * 86_400_000).toISOString() : null,
        ...(password && { password }),
      },
    })
    setMade(share)
    await queries.invalidateQueries({ queryKey: sharesQuery(space, note.id).queryKey })
  }
  return (
    <Dialog title="Share this note" onClose={onClose} width={560}>
      {made?.url ? (
        <>
          <CopyField label="Link" value={made.url} />
          <p className="notice notice-warn mt-4">
            Copy it now: the link is shown this once.
            {made.hasPassword && ' Send the password by another way.'}
          </p>
          <DialogActions>
            <Button onClick={() => setMade(null)}>Make another</Button>
            <Button kind="primary" onClick={onClose}>
              Done
            </Button>
          </DialogActions>
        </>
      ) : (
        <>
          <Form save={make} label="New link" className="grid gap-5">
            <p className="text-md text-muted">
              Everybody with the link reads this note as it is then, also without an account. Nobody can
              change it.
            </p>
            <Select label="The link opens" name="days" defaultValue="30" options={spans} />
            <PasswordField
              label="Password"
              name="password"
              required={false}
              minLength={4}
              autoComplete="new-password"
              hint="Leave it empty for a link without one"
            />
            <FormProblem fields={['password', 'expiresAt']} />
            <Make />
          </Form>
          <Loaded query={query} skeleton={<Skeleton className="mt-6 h-12 w-full" />}>
            {({ items }) => items.length > 0 && <Shares noteId={note.id} shares={items} />}
          </Loaded>
        </>
      )}
    </Dialog>
  )
}

const spans = [
  { value: '1', label: 'for a day' },
  { value: '7', label: 'for a week' },
  { value: '30', label: 'for 30 days' },
  { value: '365', label: 'for a year' },
  { value: '0', label: 'until it is ended' },
]

function Make() {
  const { busy } = useFormState()
  return (
    <div>
      <Button kind="primary" type="submit" icon={LinkIcon} busy={busy}>
        Make link
      </Button>
    </div>
  )
}

function Shares({ noteId, shares }: { noteId: string; shares: readonly NoteShare[] }) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const end = useMutation({
    mutationFn: (share: string) =>
      call<typeof deleteShare>('DELETE /spaces/:space/notes/:id/shares/:share', {
        params: { space, id: noteId, share },
      }),
    onSuccess: () => toast('The link opens no longer'),
    onError: (problem) => toast(wordsOf(problem)),
    onSettled: () => queries.invalidateQueries({ queryKey: sharesQuery(space, noteId).queryKey }),
  })
  return (
    <section className="mt-6" aria-labelledby="open-links">
      <h3 id="open-links" className="mb-2">
        Links that open
      </h3>
      <ul className="panel">
        {shares.map((share) => (
          <li key={share.id} className="panel-row flex items-center gap-3 py-2 text-md">
            <Icon of={share.hasPassword ? KeyRound : LinkIcon} size={18} className="text-muted" />
            <span className="min-w-0 flex-1">
              {share.author.name}, <RelativeTime at={share.createdAt} />
              <span className="block text-sm text-muted">
                {share.hasPassword && 'With a password · '}
                {share.expiresAt ? `until ${fullTime(share.expiresAt)}` : 'until it is ended'}
              </span>
            </span>
            <Button
              small
              icon={X}
              busy={end.isPending && end.variables === share.id}
              onClick={() => end.mutate(share.id)}
            >
              End
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
