import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide'
import { useState } from 'react'
import type { ApiKey, deleteApiKey, listApiKeys } from '../../../contract/accounts.ts'
import { call } from '../../api.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { RelativeTime, shortDate } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState, wordsOf } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { SettingsFrame } from './settings-frame.tsx'

/** `/settings/api-keys`: keys for my scripts. */
export const ApiKeysPage = () => <SettingsFrame>{() => <ApiKeys />}</SettingsFrame>

function ApiKeys() {
  const query = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => call<typeof listApiKeys>('GET /api-keys', { signal }),
  })
  const [making, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  return (
    <Section
      title="API keys"
      note={
        <>
          For scripts and other programs. What they can ask is in the{' '}
          <a href="/api/docs" className="link">
            API reference
          </a>
          .
        </>
      }
      actions={
        <Button kind="primary" icon={Plus} onClick={() => setMaking(true)} disabled={!query.data}>
          New key
        </Button>
      }
    >
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="panel">
              <EmptyState icon={KeyRound} title="No keys yet">
                A key acts for you, within the scopes you tick.
              </EmptyState>
            </div>
          ) : (
            <ul className="panel">
              {items.map((key) => (
                <Row key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {making && query.data && <NewKeyDialog scopes={query.data.scopes} onClose={() => setMaking(false)} />}
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Section>
  )
}

const Row = ({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) => {
  const { name, scopes, space, expiresAt, lastUsedAt } = apiKey
  const over = expiresAt !== null && Date.parse(expiresAt) < Date.now()
  return (
    <li className="panel-row flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {over && <Badge tone="warn">Expired</Badge>}
        </p>
        <p className="text-sm text-muted">
          {scopes.join(', ')} · {space ?? 'all spaces'} ·{' '}
          {lastUsedAt ? (
            <>
              used <RelativeTime at={lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
          {expiresAt && ` · ${over ? 'expired' : 'until'} ${shortDate(expiresAt)}`}
        </p>
      </div>
      <Button small onClick={onRevoke} aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
    </li>
  )
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queries = useQueryClient()
  const toast = useToast()
  const revoke = useMutation({
    mutationFn: () => call<typeof deleteApiKey>('DELETE /api-keys/:id', { params: { id: apiKey.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['api-keys'] }),
    onError: (problem) => toast(wordsOf(problem)),
    onSettled: onClose,
  })
  return (
    <ConfirmDialog
      title={`Revoke ${apiKey.name}?`}
      confirm="Revoke"
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      Programs that use it are refused from now on. A revoked key cannot be brought back.
    </ConfirmDialog>
  )
}
