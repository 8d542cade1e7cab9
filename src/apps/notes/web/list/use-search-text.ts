import type { QueryKey } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTypedSearch } from '#web/use-typed-search.ts'

export type SearchText = ReturnType<typeof useSearchText>

/**
 * The text of a search: what is typed, and what of it is asked below `queryKey`, one request at a time. The address follows when the
 * typing pauses; an address that changes by other means wins over what was typed.
 */
export function useSearchText(inAddress: string, queryKey: QueryKey) {
  const [typed, setTyped] = useState(inAddress)
  const asked = useTypedSearch(typed.trim(), queryKey)
  const navigate = useNavigate()
  const told = useRef(inAddress)
  useEffect(() => {
    if (told.current === inAddress) return
    told.current = inAddress
    setTyped(inAddress)
  }, [inAddress])
  useEffect(() => {
    const text = typed.trim()
    if (text === told.current) return
    const timer = setTimeout(() => {
      told.current = text
      void navigate({
        to: '.',
        search: (old: object) => ({ ...old, q: text || undefined }),
        replace: true,
        resetScroll: false,
      })
    }, 400)
    return () => clearTimeout(timer)
  }, [typed, navigate])
  return { typed, type: setTyped, asked }
}
