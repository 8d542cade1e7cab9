/** On every answer. `style-src` allows inline because video players and maps set style attributes; scripts never are inline. */
export function securityHeaders(config: { secure: boolean; cdnUrl: string | null }): Record<string, string> {
  const media = config.cdnUrl ? ` ${config.cdnUrl}` : ''
  return {
    'content-security-policy': [
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      `img-src 'self' data: blob:${media}`,
      `media-src 'self' blob:${media}`,
      `connect-src 'self'${media}`,
      "font-src 'self'",
      "worker-src 'self' blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'x-frame-options': 'DENY',
    ...(config.secure && { 'strict-transport-security': 'max-age=31536000' }),
  }
}

/** Embed pages may stand in any frame; everything else about them is as strict. */
export function embedHeaders(headers: Record<string, string>): Record<string, string> {
  const { 'x-frame-options': _, ...rest } = headers
  return {
    ...rest,
    'content-security-policy': rest['content-security-policy']!.replace(
      "frame-ancestors 'none'",
      'frame-ancestors *',
    ),
  }
}
