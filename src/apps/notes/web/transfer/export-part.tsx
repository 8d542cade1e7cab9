import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, Trash2, X } from 'lucide'
import { useRef } from 'react'
import { call, newKey } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { Check, Field, Select } from '#web/ui/fields.tsx'
import { Form, FormProblem, type FormValues, useFormState } from '#web/ui/form.tsx'
import { bytes } from '#web/ui/format.ts'
import { Icon } from '#web/ui/icon.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Progress } from '#web/ui/progress.tsx'
import { fullTime, RelativeTime } from '#web/ui/relative-time.tsx'
import { Section } from '#web/ui/section.tsx'
import { SkeletonRows } from '#web/ui/skeleton.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { NoteExport } from '../../contract/note.ts'
import type { createExport, deleteExport } from '../../contract/transfer-routes.ts'
import { membersQuery, noteTagsQuery } from '../note-queries.ts'
import { dayStart } from '../notes-urls.ts'
import { exportsQuery, isMoving } from './transfer-queries.ts'

/** Makes a file of all notes, or of some, in the background. One key for one export over tries. */
export function ExportPart() {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const query = useQuery(exportsQuery(space))
  const tags = useQuery(noteTagsQuery(space)).data?.items ?? []
  const members = useQuery(membersQuery(space)).data?.items ?? []
  const key = useRef(newKey())
  const make = async (values: FormValues) => {
    await call<typeof createExport>('POST /spaces/:space/notes-exports', {
      params: { space },
      body: bodyOf(values),
      idempotencyKey: key.current,
    }).finally(() => (key.current = newKey()))
    await queries.invalidateQueries({ queryKey: exportsQuery(space).queryKey })
  }
  return (
    <Section title="Export" note="All notes that you can see, with their attachments, in one file.">
      <Form save={make} label="New export" className="grid gap-4">
        <Select
          label="Format"
          name="format"
          options={[
            { value: 'zip', label: 'Zip of Markdown files and attachments' },
            { value: 'json', label: 'One JSON file' },
          ]}
        />
        <details>
          <summary className="min-h-8 text-md font-medium">Only some of them</summary>
          <div className="mt-2 grid gap-4 sm:grid-cols-2">
            <Select
              label="Tag"
              name="tag"
              options={[
                { value: '', label: 'Any' },
                ...tags.map(({ tag, count }) => ({ value: tag, label: `#${tag} (${count})` })),
              ]}
            />
            <Select
              label="Written by"
              name="author"
              options={[
                { value: '', label: 'Anybody' },
                ...members.map(({ accountId, name }) => ({ value: accountId, label: name })),
              ]}
            />
            <Field label="Written from" name="from" errorPath="after" type="date" />
            <Field label="until" name="to" errorPath="before" type="date" />
          </div>
          <Check name="withArchived" label="Archived notes too" defaultChecked />
        </details>
        <FormProblem fields={['format', 'tag', 'author', 'after', 'before']} />
        <Make />
      </Form>
      <div className="mt-6">
        <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
          {({ items }) =>
            items.length > 0 && (
              <ul className="panel" aria-label="Exports">
                {items.map((one) => (
                  <ExportRow key={one.id} of={one} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </Section>
  )
}

function bodyOf(values: FormValues) {
  const after = dayStart(values.text('from'))
  const before = dayStart(values.text('to'), 1)
  return {
    format: values.text('format') as 'zip' | 'json',
    ...(values.text('tag') && { tag: values.text('tag') }),
    ...(values.text('author') && { author: values.text('author') }),
    ...(after && { after }),
    ...(before && { before }),
    withArchived: values.checked('withArchived'),
  }
}

function Make() {
  const { busy } = useFormState()
  return (
    <div>
      <Button kind="primary" type="submit" icon={Download} busy={busy}>
        Make export
      </Button>
    </div>
  )
}

function ExportRow({ of }: { of: NoteExport }) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const end = useMutation({
    mutationFn: () =>
      call<typeof deleteExport>('DELETE /spaces/:space/notes-exports/:id', { params: { space, id: of.id } }),
    onError: (problem) => toast(wordsOf(problem)),
    onSettled: () => queries.invalidateQueries({ queryKey: exportsQuery(space).queryKey }),
  })
  const moving = isMoving(of)
  return (
    <li className="panel-row">
      <div className="flex min-h-10 items-center gap-3">
        <div className="min-w-0 flex-1 text-md">
          <p className="font-medium">
            {of.format === 'zip' ? 'Markdown' : 'JSON'}, <RelativeTime at={of.createdAt} />
          </p>
          <p className="text-sm text-muted" role="status">
            {moving && (of.stage || 'Waiting for its turn')}
            {of.state === 'done' && of.size !== null && bytes(of.size)}
            {of.state === 'done' && of.download && of.expiresAt && `, until ${fullTime(of.expiresAt)}`}
            {of.state === 'done' && !of.download && ', its file is gone'}
            {of.state === 'cancelled' && 'Cancelled'}
          </p>
          {of.failure && <p className="text-sm font-medium text-danger">{of.failure.message}</p>}
        </div>
        {of.download && (
          <a href={of.download} download className={buttonClass({ small: true })}>
            <Icon of={Download} size={18} />
            Download
          </a>
        )}
        {moving ? (
          <Button small icon={X} busy={end.isPending} onClick={() => end.mutate()}>
            Cancel
          </Button>
        ) : (
          <IconButton small label="Remove this export" icon={Trash2} onClick={() => end.mutate()} />
        )}
      </div>
      {moving && <Progress percent={of.percent} label="Export" className="mt-2" />}
    </li>
  )
}
