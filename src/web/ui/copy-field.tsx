import { Check, Copy, Eye, EyeOff } from 'lucide'
import { useId, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { copyText } from './copy.ts'
import { useToast } from './toast.tsx'

/** A value to take along: a link, a key. With `secret` it is dots until it is asked for. */
export function CopyField({
  label,
  value,
  secret = false,
}: {
  label: string
  value: string
  secret?: boolean
}) {
  const id = useId()
  const toast = useToast()
  const [hidden, setHidden] = useState(secret)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    const done = await copyText(value)
    setCopied(done)
    toast(done ? 'Copied' : 'The browser did not allow copying. Select the text and copy it yourself.')
  }
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-md font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          type={hidden ? 'password' : 'text'}
          autoComplete="off"
          value={value}
          className="input min-w-0 flex-1 font-mono"
          onFocus={(event) => event.target.select()}
        />
        {secret && (
          <IconButton
            label={hidden ? `Show ${label}` : `Hide ${label}`}
            icon={hidden ? Eye : EyeOff}
            kind="plain"
            onClick={() => setHidden(!hidden)}
          />
        )}
        <Button icon={copied ? Check : Copy} onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
    </div>
  )
}
