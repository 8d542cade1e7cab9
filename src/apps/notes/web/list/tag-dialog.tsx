import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog, DialogActions } from '#web/ui/dialog.tsx'
import { Field, Select } from '#web/ui/fields.tsx'
import { Form, FormProblem, type FormValues, useFormState } from '#web/ui/form.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { renameNoteTag } from '../../contract/note-routes.ts'
import { noteTagsQuery } from '../note-queries.ts'

/** Gives a tag another name; the name of another tag makes one of both. */
export function TagDialog({ tag, onClose }: { tag: string; onClose: () => void }) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const known = useQuery(noteTagsQuery(space)).data?.items ?? []
  const [from, setFrom] = useState(tag || (known[0]?.tag ?? ''))
  const [to, setTo] = useState('')
  const merges = known.find((one) => one.tag === to.trim() && one.tag !== from)
  const save = async (values: FormValues) => {
    const next = values.text('to').replace(/^#/, '')
    const { count } = await call<typeof renameNoteTag>('PATCH /spaces/:space/notes-tags', {
      params: { space },
      body: { from, to: next },
    })
    toast(`#${from} is now #${next} on ${count} ${count === 1 ? 'note' : 'notes'}`)
    void queries.invalidateQueries({ queryKey: ['notes', space] })
    void queries.invalidateQueries({ queryKey: ['note', space] })
    onClose()
    if (tag === from)
      void navigate({ to: '.', search: (old: object) => ({ ...old, tag: next }), replace: true })
  }
  return (
    <Dialog title="Rename or merge tags" onClose={onClose}>
      <Form save={save}>
        <Select
          label="Tag"
          name="from"
          value={from}
          onChange={(event) => setFrom(event.target.value)}
          options={known.map((one) => ({ value: one.tag, label: `#${one.tag} (${one.count})` }))}
        />
        <Field
          label="New name"
          name="to"
          required
          maxLength={60}
          pattern="#?[^,#\s][^,#]*"
          title="No commas and no #"
          autoComplete="off"
          list="known-note-tags"
          value={to}
          onChange={(event) => setTo(event.target.value)}
          hint={
            merges
              ? `#${merges.tag} is already on ${merges.count} notes: the two become one.`
              : 'On every note that you may edit. The text of the notes stays as it is.'
          }
        />
        <datalist id="known-note-tags">
          {known.map((one) => (
            <option key={one.tag} value={one.tag}>
              {one.tag}
            </option>
          ))}
        </datalist>
        <FormProblem fields={['from', 'to']} />
        <Actions merges={merges !== undefined} onClose={onClose} />
      </Form>
    </Dialog>
  )
}

function Actions({ merges, onClose }: { merges: boolean; onClose: () => void }) {
  const { busy } = useFormState()
  return (
    <DialogActions>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" type="submit" busy={busy}>
        {merges ? 'Merge' : 'Rename'}
      </Button>
    </DialogActions>
  )
}
