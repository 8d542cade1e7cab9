/** Tables of the index and of how far it is filled. An empty index is filled again by the next worker that starts. */
export const derivedTables: readonly string[] = [
  'search_entries',
  'search_words',
  'search_marks',
  'search_fills',
]
