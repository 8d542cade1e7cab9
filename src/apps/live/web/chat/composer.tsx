import { Link } from '@tanstack/react-router'
import { SendHorizontal } from 'lucide'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import { useMe } from '#web/session.ts'
import { IconButton } from '#web/ui/button.tsx'
import type { Channel } from '../../contract/channel.ts'
import { useNow } from '../use-now.ts'
import { readGuestName, saveGuestName } from './guest-name.ts'
import type { Send } from './use-send.ts'

/** The field below the chat, or why there is none. */
export function Composer({
  channel,
  closed,
  send,
  onSent,
}: {
  channel: Channel
  closed: string | null
  send: Send
  onSent: () => void
}) {
  const me = useMe()
  if (closed !== null) return <p className="chat-note">{closed}</p>
  if (!channel.chat.enabled) return <p className="chat-note">The chat of this channel is closed.</p>
  if (!channel.may.chat)
    return me ? (
      <p className="chat-note">Members of this space can write here; you can read along.</p>
    ) : (
      <p className="chat-note">
        <Link to="/login" search={{ next: location.pathname }} className="link">
          Sign in
        </Link>{' '}
        to write.
      </p>
    )
  return <Field channel={channel} isGuest={me === null} send={send} onSent={onSent} />
}

function Field({
  channel,
  isGuest,
  send,
  onSent,
}: {
  channel: Channel
  isGuest: boolean
  send: Send
  onSent: () => void
}) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [name, setName] = useState(readGuestName)
  const [until, setUntil] = useState(0)
  const left = Math.ceil((until - useNow(until > Date.now())) / 1000)
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    const body = field.current?.value.trim() ?? ''
    if (body === '' || left > 0) return
    const guestName = name.trim()
    if (isGuest && guestName === '') return document.getElementById('guest-name')?.focus()
    if (isGuest) saveGuestName(guestName)
    field.current!.value = ''
    field.current!.focus()
    const slow = channel.may.moderate ? 0 : channel.chat.slowSeconds
    if (slow > 0) setUntil(Date.now() + slow * 1000)
    void send(body, isGuest ? guestName : null).then(({ waitSeconds }) => {
      if (waitSeconds > 0) setUntil(Date.now() + waitSeconds * 1000)
    })
    onSent()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <form className="chat-form" onSubmit={submit} aria-label="Write in the chat">
      {isGuest && (
        <input
          id="guest-name"
          aria-label="Your name"
          placeholder="Your name"
          maxLength={40}
          value={name}
          autoComplete="name"
          className="input"
          onChange={(event) => setName(event.target.value)}
        />
      )}
      <div className="flex items-end gap-2">
        <textarea
          ref={field}
          rows={1}
          maxLength={500}
          aria-label="Message"
          placeholder="Say something kind"
          enterKeyHint="send"
          className="input chat-field"
          onKeyDown={keys}
        />
        {left > 0 ? (
          <span role="timer" aria-label={`You can write again in ${left} seconds`} className="chat-wait">
            {left} s
          </span>
        ) : (
          <IconButton label="Send" icon={SendHorizontal} kind="primary" type="submit" />
        )}
      </div>
    </form>
  )
}
