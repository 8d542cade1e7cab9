import { Link } from '@tanstack/react-router'
import {
  ChevronDown,
  ChevronUp,
  CircleAlert,
  CircleCheck,
  Clock,
  Cog,
  FileWarning,
  type IconNode,
  Pause,
  Play,
  RotateCw,
  Upload,
  X,
} from 'lucide'
import { useId, useRef, useState, useSyncExternalStore } from 'react'
import { useWelcome } from '../session.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { bytes, duration } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { Progress } from '../ui/progress.tsx'
import { useToast } from '../ui/toast.tsx'
import type { UploadManager } from './upload-manager.ts'
import type { UploadItem, UploadState } from './uploads.ts'
import { useUploads } from './use-uploads.tsx'

/** What is being sent, processed and ready: a row of the page, docked at its bottom, so that it covers nothing. */
export function Tray() {
  const { manager } = useUploads()
  return manager && <OpenTray manager={manager} />
}

function OpenTray({ manager }: { manager: UploadManager }) {
  const items = useSyncExternalStore(manager.subscribe, manager.items)
  const [open, setOpen] = useState(true)
  const list = useId()
  const summary = summaryOf(items)
  const unfinished = items.filter(({ state }) => state === 'unfinished').length
  return (
    <section aria-label="Uploads" className="tray">
      <div className="flex min-h-12 items-center gap-3 px-4">
        <Icon of={Upload} size={18} className="text-accent" />
        <p className="min-w-0 flex-1 truncate text-md font-medium" role="status">
          {summary.words}
        </p>
        {summary.percent !== null && (
          <span className="hidden w-40 sm:block">
            <Progress label="All uploads" percent={summary.percent} />
          </span>
        )}
        {items.some(({ state }) => state === 'ready' || state === 'failed') && (
          <Button kind="quiet" small onClick={manager.clear}>
            Clear
          </Button>
        )}
        <IconButton
          small
          label={open ? 'Fold uploads' : 'Show uploads'}
          icon={open ? ChevronDown : ChevronUp}
          aria-expanded={open}
          aria-controls={list}
          onClick={() => setOpen(!open)}
        />
      </div>
      {open && unfinished > 0 && <ChooseAgain manager={manager} count={unfinished} />}
      <ul id={list} hidden={!open} className="max-h-56 overflow-auto border-t border-line">
        {open && items.map((item) => <Row key={item.id} item={item} manager={manager} />)}
      </ul>
    </section>
  )
}

function ChooseAgain({ manager, count }: { manager: UploadManager; count: number }) {
  const input = useRef<HTMLInputElement>(null)
  const toast = useToast()
  const choose = (files: File[]) => {
    const found = manager.chooseAgain(files)
    if (found < files.length)
      toast(
        found === 0
          ? 'None of these is one of the unfinished files.'
          : `${found} go on. The others are not among the unfinished files.`,
      )
  }
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-2 text-md">
      <p className="flex-1">
        <b className="font-semibold">{count} unfinished.</b> Choose the {count === 1 ? 'file' : 'files'} again
        to go on where {count === 1 ? 'it' : 'they'} stopped.
      </p>
      <Button small onClick={() => input.current?.click()}>
        Choose {count === 1 ? 'the file' : 'the files'}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Choose the unfinished files again"
        onChange={(event) => {
          choose([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
    </div>
  )
}

function Row({ item, manager }: { item: UploadItem; manager: UploadManager }) {
  const first = useWelcome().firstSpace?.slug
  const { icon, word, colour } = looks[item.state]
  const moving = item.state === 'uploading' || item.state === 'paused' || item.state === 'waiting'
  const percent = moving ? (item.sent / item.size) * 100 : item.state === 'processing' ? item.percent : null
  return (
    <li className="flex items-center gap-3 px-4 py-1.5 not-last:border-b not-last:border-line">
      <Icon of={icon} size={18} className={colour} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-md">
          <span className="max-w-full truncate font-medium">
            {item.href ? (
              <Link
                to={item.href}
                search={{ space: item.space === first ? undefined : item.space }}
                className="hover:underline"
              >
                {item.name}
              </Link>
            ) : (
              item.name
            )}
          </span>
          <span className="text-sm text-muted">
            {word}
            {detail(item)}
          </span>
        </p>
        {percent !== null && <Progress label={`${item.name}: ${word}`} percent={percent} className="mt-1" />}
      </div>
      {(item.state === 'uploading' || item.state === 'waiting') && item.url && (
        <IconButton small label={`Pause ${item.name}`} icon={Pause} onClick={() => manager.pause(item.id)} />
      )}
      {item.state === 'paused' && (
        <IconButton small label={`Resume ${item.name}`} icon={Play} onClick={() => manager.resume(item.id)} />
      )}
      {item.state === 'failed' && manager.canResume(item.id) && (
        <IconButton
          small
          label={`Retry ${item.name}`}
          icon={RotateCw}
          onClick={() => manager.resume(item.id)}
        />
      )}
      {item.state !== 'ready' && item.state !== 'processing' && (
        <IconButton
          small
          label={`Cancel ${item.name}`}
          icon={X}
          onClick={() => void manager.cancel(item.id)}
        />
      )}
    </li>
  )
}

const looks: Record<UploadState, { icon: IconNode; word: string; colour: string }> = {
  starting: { icon: Clock, word: 'Preparing', colour: 'text-muted' },
  waiting: { icon: Clock, word: 'Waiting', colour: 'text-muted' },
  uploading: { icon: Upload, word: 'Uploading', colour: 'text-accent' },
  paused: { icon: Pause, word: 'Paused', colour: 'text-muted' },
  unfinished: { icon: FileWarning, word: 'Choose the file again', colour: 'text-warn' },
  processing: { icon: Cog, word: 'Processing', colour: 'text-accent' },
  ready: { icon: CircleCheck, word: 'Ready', colour: 'text-success' },
  failed: { icon: CircleAlert, word: 'Failed', colour: 'text-danger' },
}

function detail({ state, sent, size, bytesPerSecond, percent, note }: UploadItem): string {
  if (state === 'uploading') {
    const left = bytesPerSecond > 0 ? `, ${duration((size - sent) / bytesPerSecond)} left` : ''
    return ` ${bytes(sent)} of ${bytes(size)}${left}`
  }
  if (state === 'processing') return ` ${Math.round(percent)} %${note ? ` · ${note}` : ''}`
  return note ? ` · ${note}` : ''
}

/** "Uploading 2 of 5", "2 processing", "All ready"; percent of the bytes that still move. */
function summaryOf(items: readonly UploadItem[]): { words: string; percent: number | null } {
  const count = (...states: UploadState[]) => items.filter(({ state }) => states.includes(state)).length
  const moving = items.filter(({ state }) => ['starting', 'waiting', 'uploading', 'paused'].includes(state))
  const size = moving.reduce((sum, item) => sum + item.size, 0)
  const sent = moving.reduce((sum, item) => sum + item.sent, 0)
  const words = [
    [count('starting', 'waiting', 'uploading'), 'uploading'],
    [count('paused'), 'paused'],
    [count('unfinished'), 'unfinished'],
    [count('processing'), 'processing'],
    [count('ready'), 'ready'],
    [count('failed'), 'failed'],
  ].filter(([number]) => number)
  return {
    words: words.map(([number, word]) => `${number} ${word}`).join(' · '),
    percent: size > 0 ? (sent / size) * 100 : null,
  }
}
