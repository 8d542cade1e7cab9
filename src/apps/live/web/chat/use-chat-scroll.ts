import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { ChatList } from './chat-list.ts'

/**
 * Keeps the end of the chat in sight for who is there, and for everybody else the line they read: nothing moves under their eyes when
 * older messages come above or new ones below. `unseen` counts what came below meanwhile.
 */
export function useChatScroll(list: ChatList, history: { more: (() => void) | null }) {
  const box = useRef<HTMLDivElement>(null)
  const [isAtEnd, setIsAtEnd] = useState(true)
  const [seen, setSeen] = useState<string | null>(null)
  const before = useRef({ first: '', height: 0, isAtEnd: true })
  const first = list.rows[0]?.key ?? ''
  const last = list.rows.at(-1)?.key ?? null
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const was = before.current
    if (was.isAtEnd) element.scrollTop = element.scrollHeight
    else if (first !== was.first) element.scrollTop += element.scrollHeight - was.height
    before.current = { ...was, first, height: element.scrollHeight }
  })
  // Keyboards and pictures change its height: who is at the end stays there.
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(() => {
      if (before.current.isAtEnd) element.scrollTop = element.scrollHeight
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const look = useCallback(() => {
    const element = box.current
    if (!element) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 40
    before.current = { ...before.current, isAtEnd: atEnd, height: element.scrollHeight }
    setIsAtEnd(atEnd)
    setSeen((was) => (atEnd ? null : (was ?? last)))
    if (element.scrollTop < 300) history.more?.()
  }, [last, history])
  const toEnd = useCallback(() => {
    const element = box.current
    if (!element) return
    before.current = { ...before.current, isAtEnd: true }
    element.scrollTop = element.scrollHeight
    setIsAtEnd(true)
    setSeen(null)
  }, [])
  const from = seen === null ? -1 : list.rows.findIndex(({ key }) => key === seen)
  const unseen = isAtEnd || from < 0 ? 0 : list.rows.length - 1 - from
  return { box, look, toEnd, isAtEnd, unseen }
}
