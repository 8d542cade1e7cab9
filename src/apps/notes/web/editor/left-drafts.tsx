import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useSpace } from '#web/session.ts'
import { copyText } from '#web/ui/copy.ts'
import { useToast } from '#web/ui/toast.tsx'
import { saveParts } from './save-parts.ts'
import { type LeftOutcome, sendLeft } from './send-left.ts'
import { useDrafts } from './use-drafts.ts'

/**
 * Sends what was written in pages that are gone: closed without a connection, crashed, or left while the house was down. Shows nothing;
 * says what was sent, and what needs the person. `after`: milliseconds until the first look.
 */
export function LeftDrafts({ after = 0 }: { after?: number }) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const drafts = useDrafts()
  const tell = useTelling()
  const telling = useRef(tell)
  useEffect(() => {
    telling.current = tell
  })
  useEffect(() => {
    const told = new Set<string>()
    let busy = false
    const send = async () => {
      if (busy) return
      busy = true
      const outcomes = await sendLeft(drafts, (id) => saveParts(queries, space, id))
      busy = false
      for (const outcome of outcomes) {
        if (!told.has(outcome.draft.id)) telling.current(outcome)
        if (outcome.state.kind !== 'offline') told.add(outcome.draft.id)
      }
    }
    const wake = () => void send()
    const first = setTimeout(wake, after)
    const timer = setInterval(wake, 30_000)
    addEventListener('online', wake)
    return () => {
      clearTimeout(first)
      clearInterval(timer)
      removeEventListener('online', wake)
    }
  }, [drafts, queries, space, after])
  return null
}

function useTelling() {
  const toast = useToast()
  const navigate = useNavigate()
  return ({ draft, state }: LeftOutcome) => {
    const name = draft.mine.title || 'a note without a title'
    const open = () =>
      void navigate({ to: '/notes/$id', params: { id: draft.id }, search: { edit: true } } as never)
    if (state.kind === 'saved') toast(`What you wrote in “${name}” is saved now.`)
    if (state.kind === 'conflict')
      toast({
        text: `What you wrote in “${name}” is kept on this device: it was changed elsewhere too.`,
        action: { label: 'Compare', run: open },
      })
    if (state.kind === 'failed')
      toast({
        text: `What you wrote in “${name}” is kept on this device. ${state.words}`,
        action: { label: 'Copy it', run: () => void copyText(draft.mine.body) },
      })
  }
}
