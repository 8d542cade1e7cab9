import { type PlacedFile, zipOf } from './zip-files.ts'

/** Files as they were chosen; those of a folder with their place in it. */
export const folderFiles = (list: FileList | null): PlacedFile[] =>
  [...(list ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }))

/** Files as they were dropped; folders are walked through. */
export async function droppedFiles(dropped: DataTransfer): Promise<PlacedFile[]> {
  // The list is only there until the first wait.
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  return (await Promise.all(entries.map(within))).flat()
}

/**
 * What is sent for what was chosen: zips and JSON as they are, a single Markdown file too, everything that came in folders and
 * several Markdown files as one zip. Empty when nothing can be imported.
 */
export async function toSend(files: readonly PlacedFile[]): Promise<File[]> {
  const seen = files.filter(({ path, file }) => file.size > 0 && !/(^|\/)\./.test(path))
  const alone = seen.filter(({ path }) => !path.includes('/') && /\.(zip|json)$/i.test(path))
  const rest = seen.filter((one) => !alone.includes(one))
  const texts = rest.filter(({ path }) => /\.(md|markdown|txt)$/i.test(path))
  const ready = alone.map(asFile)
  if (texts.length === 0) return ready
  const [only] = texts
  if (only && rest.length === 1 && !only.path.includes('/')) return [...ready, asFile(only)]
  const name = only?.path.includes('/') ? only.path.split('/')[0] : 'notes'
  return [...ready, new File([await zipOf(rest)], `${name}.zip`, { type: 'application/zip' })]
}

const asFile = ({ path, file }: PlacedFile) =>
  file instanceof File ? file : new File([file], path, { type: file.type })

async function within(entry: FileSystemEntry): Promise<PlacedFile[]> {
  const path = entry.fullPath.replace(/^\//, '')
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    )
    return [{ path, file }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const children: FileSystemEntry[] = []
  // It answers in portions, the last one empty.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (portion.length === 0) break
    children.push(...portion)
  }
  return (await Promise.all(children.map(within))).flat()
}
