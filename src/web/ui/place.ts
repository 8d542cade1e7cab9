/** Puts a popover below its button where there is room, else above; never past an edge of the window. */
export function place(menu: HTMLElement, button: Element | null) {
  if (!button) return
  const { top, bottom, left, right } = button.getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const x = left + width + 8 > innerWidth ? right - width : left
  const y = bottom + height + 12 > innerHeight && top > height ? top - height - 4 : bottom + 4
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`
}
