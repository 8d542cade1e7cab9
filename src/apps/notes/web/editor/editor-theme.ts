import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The look of the text field, in the tokens of the house: light and dark come with them. */
export const editorTheme: Extension = [
  EditorView.theme({
    '&': { color: 'var(--color-ink)', fontSize: 'inherit' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'inherit', lineHeight: '1.6', overflow: 'visible' },
    '.cm-content': { padding: '14px 16px', minHeight: '45dvh', caretColor: 'var(--color-accent)' },
    '.cm-line': { padding: '0' },
    '.cm-cursor': { borderLeftColor: 'var(--color-accent)', borderLeftWidth: '2px' },
    '.cm-placeholder': { color: 'var(--color-muted)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      background: 'color-mix(in srgb, var(--color-accent) 24%, transparent)',
    },
    '.cm-uploading': {
      padding: '1px 8px',
      borderRadius: '6px',
      background: 'var(--color-accent-soft)',
      color: 'var(--color-accent)',
      fontSize: 'var(--text-sm)',
    },
    '.cm-tooltip': {
      border: '1px solid var(--color-line)',
      borderRadius: '10px',
      background: 'var(--color-raised)',
      overflow: 'hidden',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '280px' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '8px 12px', lineHeight: '1.4' },
    '.cm-tooltip-autocomplete ul li[aria-selected]': {
      background: 'var(--color-accent-soft)',
      color: 'var(--color-accent)',
    },
    '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
    '.cm-completionDetail': { color: 'var(--color-muted)', fontStyle: 'normal' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.heading1, fontWeight: '600', fontSize: '1.3em' },
      { tag: tags.heading2, fontWeight: '600', fontSize: '1.15em' },
      { tag: tags.heading, fontWeight: '600' },
      { tag: tags.strong, fontWeight: '600' },
      { tag: tags.emphasis, fontStyle: 'italic' },
      { tag: tags.strikethrough, textDecoration: 'line-through' },
      { tag: tags.link, color: 'var(--color-accent)' },
      { tag: tags.url, color: 'var(--color-muted)' },
      { tag: tags.monospace, fontFamily: 'var(--font-mono)', fontSize: '0.92em' },
      { tag: tags.quote, color: 'var(--color-muted)' },
      { tag: [tags.processingInstruction, tags.meta, tags.contentSeparator], color: 'var(--color-muted)' },
      { tag: tags.atom, color: 'var(--color-accent)' },
    ]),
  ),
]
