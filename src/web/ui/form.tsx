import { type FormEvent, type ReactNode, createContext, use, useRef, useState } from 'react'
import { ApiProblem, fieldError } from '../api.ts'
import { wordsOf } from './states.tsx'

type FormState = { problem: unknown; busy: boolean }
const FormContext = createContext<FormState>({ problem: null, busy: false })

/** The problem and business of the form around. Fields find their own error in it by name. */
export const useFormState = () => use(FormContext)

/**
 * A form that saves: collects its fields by name, shows the server's words beside the field they are about or above the
 * buttons, and puts the focus there. What was typed stays. `save` may throw anything.
 */
export function Form({
  save,
  children,
  className = 'grid max-w-md gap-5',
  label,
}: {
  save: (values: FormValues) => Promise<unknown>
  children: ReactNode
  className?: string
  label?: string
}) {
  const form = useRef<HTMLFormElement>(null)
  const [state, setState] = useState<FormState>({ problem: null, busy: false })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (state.busy || !form.current) return
    setState({ problem: null, busy: true })
    const problem = await save(valuesOf(form.current)).then(
      () => null,
      (thrown: unknown) => thrown ?? new Error('save failed'),
    )
    setState({ problem, busy: false })
    if (problem) requestAnimationFrame(() => form.current && focusFault(form.current))
  }
  return (
    <FormContext value={state}>
      <form ref={form} aria-label={label} className={className} onSubmit={(event) => void submit(event)}>
        {children}
      </form>
    </FormContext>
  )
}

export type FormValues = {
  /** Trimmed text of a field; passwords are taken as they are. */
  text(name: string): string
  all(name: string): string[]
  checked(name: string): boolean
}

/** The server's words that belong to no field of this form. Stands above the buttons. */
export function FormProblem({ fields = [] }: { fields?: readonly string[] }) {
  const { problem } = useFormState()
  if (!problem) return null
  const told = problem instanceof ApiProblem && problem.errors.length > 0
  if (
    told &&
    problem.errors.every((error) => fields.some((name) => fieldError(problem, name) === error.message))
  )
    return null
  return (
    <div role="alert" tabIndex={-1} data-form-problem className="notice notice-danger">
      <div>
        <p>{wordsOf(problem)}</p>
        {told && problem.errors.map((error) => <p key={error.path}>{`${error.path}: ${error.message}`}</p>)}
        {problem instanceof ApiProblem && problem.requestId && (
          <p className="mt-1 text-xs">
            Request <code className="select-all">{problem.requestId}</code>
          </p>
        )}
      </div>
    </div>
  )
}

function valuesOf(form: HTMLFormElement): FormValues {
  const data = new FormData(form)
  const texts = (name: string) => data.getAll(name).filter((value) => typeof value === 'string')
  const raw = (name: string) => texts(name)[0] ?? ''
  const isPassword = (name: string) => {
    const field = form.elements.namedItem(name)
    return field instanceof HTMLInputElement && field.dataset.keep === 'as-typed'
  }
  return {
    text: (name) => (isPassword(name) ? raw(name) : raw(name).trim()),
    all: texts,
    checked: (name) => data.has(name),
  }
}

function focusFault(form: HTMLFormElement) {
  form.querySelector<HTMLElement>('[aria-invalid=true], [data-form-problem]')?.focus()
}
