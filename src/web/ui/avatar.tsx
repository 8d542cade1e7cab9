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

export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  )
  return letters.join('').toUpperCase()
}
