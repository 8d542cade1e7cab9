/** The initials of a person on a quiet ground. The name always stands beside it. */
export const Avatar = ({ name, size = 36 }: { name: string; size?: number }) => (
  <span
    aria-hidden
    className="inline-grid shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent select-none"
    style={{ width: size, height: size, fontSize: size * 0.38 }}
  >
    {initials(name)}
  </span>
)

/** Of the first and the last word; whole characters, also outside the basic plane. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = (word: string | undefined) => /^./u.exec(word ?? '')?.[0] ?? ''
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : '')).toUpperCase()
}
