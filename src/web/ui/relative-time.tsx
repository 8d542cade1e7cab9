import { useEffect, useState } from 'react'
import { ago } from './format.ts'

/** `3 minutes ago`, the whole time on hover; counts on by itself. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <time
      dateTime={at}
      className={className}
      onPointerEnter={({ currentTarget }) => (currentTarget.title = fullTime(at))}
    >
      {ago(Date.parse(at), now)}
    </time>
  )
}

/** `21 November 2026 at 14:05`, in the reader's language and zone. */
export const fullTime = (at: string) =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(at))

/** `21 Nov 2026`. */
export const shortDate = (at: string) => mediumDate().format(new Date(at))

const mediumDate = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }))

/** Made when it is first needed: such a formatter costs a phone some 10 ms, and lists need many. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
