import { Eye, EyeOff } from 'lucide'
import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
  useState,
} from 'react'
import { fieldError } from '../api.ts'
import { IconButton } from './button.tsx'
import { useFormState } from './form.tsx'

type Labelled = {
  label: string
  name: string
  hint?: ReactNode
  /** Where the server names its errors when that is not the name: `account.email`. */
  errorPath?: string
}

/** A text field with its label, a hint, and the server's word about it. */
export function Field({
  label,
  hint,
  errorPath,
  ...input
}: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  const { ids, error } = useField(errorPath ?? input.name, hint)
  return (
    <FieldFrame label={label} hint={hint} ids={ids} error={error}>
      <input
        className="input"
        {...input}
        id={ids.field}
        aria-invalid={error ? true : undefined}
        aria-describedby={ids.about}
      />
    </FieldFrame>
  )
}

/** A password as it was typed, with a way to look at it. */
export function PasswordField({
  label,
  hint,
  errorPath,
  ...input
}: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  const { ids, error } = useField(errorPath ?? input.name, hint)
  const [shown, setShown] = useState(false)
  return (
    <FieldFrame label={label} hint={hint} ids={ids} error={error}>
      <div className="relative">
        <input
          required
          {...input}
          id={ids.field}
          type={shown ? 'text' : 'password'}
          data-keep="as-typed"
          maxLength={200}
          aria-invalid={error ? true : undefined}
          aria-describedby={ids.about}
          className="input pr-12"
        />
        <IconButton
          label={shown ? 'Hide password' : 'Show password'}
          icon={shown ? EyeOff : Eye}
          className="absolute top-0 right-0"
          onClick={() => setShown(!shown)}
        />
      </div>
    </FieldFrame>
  )
}

export function TextArea({
  label,
  hint,
  errorPath,
  ...input
}: Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const { ids, error } = useField(errorPath ?? input.name, hint)
  return (
    <FieldFrame label={label} hint={hint} ids={ids} error={error}>
      <textarea
        {...input}
        id={ids.field}
        aria-invalid={error ? true : undefined}
        aria-describedby={ids.about}
        className="input"
      />
    </FieldFrame>
  )
}

export function Select({
  label,
  hint,
  errorPath,
  options,
  ...input
}: Labelled & {
  options: readonly { value: string; label: string }[]
} & SelectHTMLAttributes<HTMLSelectElement>) {
  const { ids, error } = useField(errorPath ?? input.name, hint)
  return (
    <FieldFrame label={label} hint={hint} ids={ids} error={error}>
      <select {...input} id={ids.field} aria-describedby={ids.about} className="input">
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  )
}

/** A box to tick, or one of several with `type="radio"`. */
export const Check = ({
  label,
  hint,
  type = 'checkbox',
  ...input
}: { label: ReactNode; hint?: ReactNode } & InputHTMLAttributes<HTMLInputElement>) => (
  <label className="check">
    <input type={type} {...input} />
    <span>
      {label}
      {hint && <span className="block text-sm text-muted">{hint}</span>}
    </span>
  </label>
)

type Ids = { field: string; hint: string; error: string; about: string | undefined }

function useField(path: string, hint: ReactNode) {
  const id = useId()
  const error = fieldError(useFormState().problem, path)
  const about = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  const ids: Ids = { field: id, hint: `${id}-hint`, error: `${id}-error`, about }
  return { ids, error }
}

const FieldFrame = (frame: {
  label: string
  hint: ReactNode
  ids: Ids
  error: string | undefined
  children: ReactNode
}) => (
  <div>
    <label htmlFor={frame.ids.field} className="mb-1.5 block text-md font-medium">
      {frame.label}
    </label>
    {frame.children}
    {frame.error && (
      <p id={frame.ids.error} className="mt-1.5 text-sm font-medium text-danger">
        {frame.error}
      </p>
    )}
    {frame.hint && (
      <p id={frame.ids.hint} className="mt-1.5 text-sm text-muted">
        {frame.hint}
      </p>
    )}
  </div>
)
