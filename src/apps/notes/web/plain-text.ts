/** The words of Markdown without its signs, on one line: what a list shows until the server has made its own excerpt. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[\[([^\]]*)\]\]/g, '$1')
    .replace(/^\s*(?:#{1,6}|>|[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?/gm, '')
    .replace(/[*_~`]{1,3}(\S[^*_~`]*)[*_~`]{1,3}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()

/** What a note is called where only one line fits. */
export const nameOf = (note: { title: string; excerpt?: string; body?: string }): string =>
  note.title.trim() || plainText((note.excerpt ?? note.body ?? '').slice(0, 300)).slice(0, 80) || 'Untitled'
