import { useEffect, useRef, useState } from 'react'
import { type EditorHands, openEditor, type OpenEditor } from './editor-view.ts'

/** A text field in `host` as long as the component lives. `hands` may be new ones on every render. */
export function useEditor(start: string | null, label: string, hands: EditorHands) {
  const host = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<OpenEditor | null>(null)
  const latest = useRef(hands)
  useEffect(() => {
    latest.current = hands
  })
  const body = useRef(start)
  body.current ??= start
  const ready = start !== null
  useEffect(() => {
    if (!host.current || !ready) return
    const opened = openEditor(host.current, { body: body.current ?? '', label, hands: following(latest) })
    setEditor(opened)
    opened.view.focus()
    return () => {
      body.current = opened.view.state.sliceDoc()
      opened.view.destroy()
      setEditor(null)
    }
  }, [ready, label])
  return { host, editor }
}

const following = (latest: { current: EditorHands }): EditorHands => ({
  changed: (body) => latest.current.changed(body),
  save: () => latest.current.save(),
  close: () => latest.current.close(),
  files: (files, at) => latest.current.files(files, at),
  completing: {
    tags: (prefix, signal) => latest.current.completing.tags(prefix, signal),
    titles: (words, signal) => latest.current.completing.titles(words, signal),
    picked: (tag) => latest.current.completing.picked(tag),
  },
})
