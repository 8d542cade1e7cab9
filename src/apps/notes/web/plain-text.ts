/** The words of Markdown without its signs, without empty lines: what a list shows until the server has made its own excerpt. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[\[([^\]]*)\]\]/g, '$1')
    .replace(/^\s*(?:#{1,6}|>|[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?/gm, '')
    .replace(/[*_~`]{1,3}(\S[^*_~`]*)[*_~`]{1,3}/g, '$1')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n\s*/g, '\n')
    .trim()

/** What a note is called where only one line fits. */
export const nameOf = (note: { title: string; excerpt?: string; body?: string }): string =>
  note.title.trim() || linesOf(note)[0]!.slice(0, 80) || 'Untitled'

/** What a list shows below the name: the excerpt, without the line that stands for a missing title. */
export const belowName = (note: { title: string; excerpt: string }): string =>
  note.title.trim() ? note.excerpt : linesOf(note).slice(1).join(' ')

const linesOf = (note: { excerpt?: string; body?: string }): string[] =>
  plainText((note.excerpt ?? note.body ?? '').slice(0, 300)).split('\n')
