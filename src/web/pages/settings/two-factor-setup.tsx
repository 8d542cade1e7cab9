import { useMemo } from 'react'
import { encode } from 'uqr'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/fields.tsx'
import { Form, FormProblem } from '../../ui/form.tsx'
import { Submit } from '../doors/sign-in-form.tsx'

/** Scan, type the code, done. Nothing changes before the code was right. */
export const TwoFactorSetup = ({
  started,
  confirm,
  onClose,
}: {
  started: { secret: string; uri: string }
  confirm: (code: string) => Promise<unknown>
  onClose: () => void
}) => (
  <Dialog title="Turn two-factor sign-in on" onClose={onClose}>
    <div className="grid gap-5">
      <p className="text-md text-muted">
        Scan this with an authenticator app, or{' '}
        <a href={started.uri} className="link">
          open it on this device
        </a>
        .
      </p>
      <QrCode text={started.uri} />
      <CopyField label="Or type this key" value={started.secret} />
      <Form save={(values) => confirm(values.text('code').replaceAll(/\s/g, ''))}>
        <Field
          label="Code from the app"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          minLength={6}
          maxLength={20}
        />
        <FormProblem fields={['code']} />
        <Submit>Turn on</Submit>
      </Form>
    </div>
  </Dialog>
)

/** Dark on light in both themes: phones read it best so. */
function QrCode({ text }: { text: string }) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { border: 2 })
    const cells = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])))
    return { size, path: cells.join('') }
  }, [text])
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="QR code for the authenticator app"
      className="mx-auto size-48 rounded-md"
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
