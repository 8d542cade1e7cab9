import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { createApiKey } from '../../../contract/accounts.ts'
import { call } from '../../api.ts'
import { useMe } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Check, Field, Select } from '../../ui/fields.tsx'
import { Form, FormProblem } from '../../ui/form.tsx'
import { Submit } from '../doors/sign-in-form.tsx'

/** Name, scopes, space and end of a new key; then the key, this once. */
export function NewKeyDialog({ scopes, onClose }: { scopes: Record<string, string>; onClose: () => void }) {
  const [key, setKey] = useState<string | null>(null)
  if (key)
    return (
      <Dialog title="Your new key" onClose={onClose}>
        <p className="mb-4 text-md text-muted">
          Copy it now. It is shown this once; the house keeps only its hash.
        </p>
        <CopyField label="API key" value={key} />
        <DialogActions>
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
    )
  return (
    <Dialog title="New API key" onClose={onClose} width={520}>
      <KeyForm scopes={scopes} onMade={setKey} onClose={onClose} />
    </Dialog>
  )
}

function KeyForm(form: {
  scopes: Record<string, string>
  onMade: (key: string) => void
  onClose: () => void
}) {
  const queries = useQueryClient()
  const spaces = useMe()?.spaces ?? []
  return (
    <Form
      save={async (values) => {
        const days = Number(values.text('days'))
        const space = values.text('space')
        const made = await call<typeof createApiKey>('POST /api-keys', {
          body: {
            name: values.text('name'),
            scopes: values.all('scopes'),
            ...(space && { space }),
            expiresAt: days ? new Date(Date.now() + days * 86_400_000).toISOString() : null,
          },
        })
        form.onMade(made.key)
        await queries.invalidateQueries({ queryKey: ['api-keys'] })
      }}
    >
      <Field
        label="Name"
        name="name"
        required
        maxLength={100}
        placeholder="Backup script"
        autoComplete="off"
      />
      <fieldset>
        <legend className="mb-1 text-md font-medium">It may</legend>
        {Object.entries(form.scopes).map(([scope, words]) => (
          <Check key={scope} name="scopes" value={scope} label={words} hint={<code>{scope}</code>} />
        ))}
      </fieldset>
      <div className="flex flex-wrap gap-4">
        <Select
          label="In"
          name="space"
          options={[
            { value: '', label: 'All my spaces' },
            ...spaces.map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
        />
        <Select label="Good for" name="days" defaultValue="90" options={ends} />
      </div>
      <FormProblem fields={['name']} />
      <DialogActions>
        <Button onClick={form.onClose}>Cancel</Button>
        <Submit>Make key</Submit>
      </DialogActions>
    </Form>
  )
}

const ends = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
  { value: '', label: 'as long as I do not revoke it' },
]
