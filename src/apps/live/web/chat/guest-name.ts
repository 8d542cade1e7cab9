const key = 'longhouse.live.name'

/** The name a guest chose last in this browser. */
export function readGuestName(): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

/** Storage may be full or forbidden; then the name lasts as long as the page. */
export function saveGuestName(name: string): void {
  try {
    localStorage.setItem(key, name)
  } catch {}
}
