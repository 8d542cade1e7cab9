// Runs before the first paint, so that neither theme nor rail change under the reader's eyes.
try {
  for (const name of ['theme', 'rail']) {
    const value = localStorage.getItem(`longhouse.${name}`)
    if (value) document.documentElement.dataset[name] = value
  }
} catch {
  // Storage is forbidden: the system's theme it is.
}
