import type { Snippet } from '../../contract/search.ts'

/** Found text with what matched in it marked. */
export const Marked = ({ text }: { text: Snippet }) =>
  text.map((part, at) => (part.hit ? <mark key={at}>{part.text}</mark> : part.text))
