import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide'
import { lazy, Suspense, useState } from 'react'
import { ApiProblem, call } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { PasswordField } from '#web/ui/fields.tsx'
import { Form, FormProblem, type FormValues, useFormState } from '#web/ui/form.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { useDocumentTitle } from '#web/ui/page.tsx'
import { fullTime } from '#web/ui/relative-time.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import type { SharedNote } from '../contract/note.ts'
import type { openShare } from '../contract/note-routes.ts'
import { plainText } from './plain-text.ts'
import { FileRow } from './note/file-row.tsx'
import './notes.css'

const markdown = import('./markdown/markdown-view.tsx')
const MarkdownView = lazy(async () => ({ default: (await markdown).MarkdownView }))

/** `/shared/notes#<token>`: one note for whoever holds its link. The token stays behind `#`, where no server and no log sees it. */
export function SharedPage() {
  const [token] = useState(() => location.hash.slice(1))
  const [unlocked, setUnlocked] = useState<SharedNote | null>(null)
  const query = useQuery({
    queryKey: ['shared-note', token],
    queryFn: ({ signal }) => open({ token }, signal),
    enabled: token.length >= 20,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const locked = query.error instanceof ApiProblem && query.error.code === 'password-needed'
  return (
    <main className="mx-auto min-h-dvh max-w-lg px-5 py-8 sm:py-16 print:max-w-none print:p-0">
      {token.length < 20 ? (
        <EmptyState whole icon={KeyRound} title="This link is not whole">
          Ask for it again and open all of its address.
        </EmptyState>
      ) : unlocked ? (
        <Shown note={unlocked} />
      ) : locked ? (
        <Locked token={token} onOpen={setUnlocked} />
      ) : (
        <Loaded query={query} skeleton={<SharedSkeleton />}>
          {(note) => <Shown note={note} />}
        </Loaded>
      )}
    </main>
  )
}

const open = (body: { token: string; password?: string }, signal?: AbortSignal) =>
  call<typeof openShare>('POST /shared-notes', { body, ...(signal && { signal }) })

function Locked({ token, onOpen }: { token: string; onOpen: (note: SharedNote) => void }) {
  useDocumentTitle('A shared note')
  const save = async (values: FormValues) => onOpen(await open({ token, password: values.text('password') }))
  return (
    <div className="panel mx-auto mt-8 max-w-sm p-6">
      <h1 className="text-xl">A shared note</h1>
      <p className="mt-1.5 mb-6 text-md text-muted">Whoever sent you the link knows its password.</p>
      <Form save={save} className="grid gap-5">
        <PasswordField label="Password" name="password" autoComplete="off" />
        <FormProblem />
        <Unlock />
      </Form>
    </div>
  )
}

function Unlock() {
  const { busy } = useFormState()
  return (
    <Button kind="primary" type="submit" busy={busy}>
      Open the note
    </Button>
  )
}

function Shown({ note }: { note: SharedNote }) {
  const name = note.title || plainText(note.body.slice(0, 300)).slice(0, 80) || 'A shared note'
  useDocumentTitle(name)
  return (
    <article>
      <h1>{name}</h1>
      <p className="mt-1 mb-8 text-md text-muted">
        {note.author}, {note.space} · {fullTime(note.updatedAt)}
      </p>
      <Suspense fallback={<SharedSkeleton />}>
        <MarkdownView body={note.body} note={null} attachments={note.attachments} />
      </Suspense>
      {note.attachments.length > 0 && (
        <section className="mt-10 print:hidden" aria-labelledby="attachments">
          <h2 id="attachments" className="mb-2 text-base">
            Attachments
          </h2>
          <ul className="panel">
            {note.attachments.map((file) => (
              <FileRow key={file.id} file={file} remove={null} />
            ))}
          </ul>
        </section>
      )}
    </article>
  )
}

const SharedSkeleton = () => (
  <>
    <Skeleton className="mb-3 h-8 w-3/5" />
    <Skeleton className="mb-8 h-4 w-2/5" />
    <Skeleton className="mb-3 h-4 w-full" />
    <Skeleton className="h-4 w-4/5" />
  </>
)
