import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** The look of the text field, in the tokens of the house: light and dark come with them. */
export const editorTheme: Extension = EditorView.theme({
  '&': { color: 'var(--color-ink)', fontSize: 'inherit' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: '1.6', overflow: 'visible' },
  '.cm-content': { padding: '14px 16px 40px', minHeight: '45dvh', caretColor: 'var(--color-accent)' },
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
  '.cm-md-heading': { fontWeight: '600' },
  '.cm-md-heading-1': { fontSize: '1.3em' },
  '.cm-md-heading-2': { fontSize: '1.15em' },
  '.cm-md-strong': { fontWeight: '600' },
  '.cm-md-em': { fontStyle: 'italic' },
  '.cm-md-gone': { textDecoration: 'line-through' },
  '.cm-md-link, .cm-md-tag, .cm-md-list': { color: 'var(--color-accent)' },
  '.cm-md-code': { fontFamily: 'var(--font-mono)', fontSize: '0.92em' },
  '.cm-md-quote, .cm-md-sign': { color: 'var(--color-muted)' },
})
