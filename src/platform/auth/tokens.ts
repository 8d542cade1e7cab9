import { hash, randomBytes } from 'node:crypto'

/**
 * Opaque tokens of 256 random bits, 43 characters of base64url. Only their SHA-256 is stored: with that much entropy a plain
 * fast hash cannot be reversed, and it can be looked up by an index.
 */
export const newToken = (): string => randomBytes(32).toString('base64url')

export const hashToken = (token: string): string => hash('sha256', token, 'base64url')

export const looksLikeToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)

export const apiKeyPrefix = 'lh_'
