import { Field, PasswordField } from '../../ui/fields.tsx'
import { FormProblem } from '../../ui/form.tsx'

/** Name, address and password of a new account. The server names its errors below `prefix`. */
export function AccountFields({
  prefix = '',
  known = {},
}: {
  prefix?: string
  known?: { name?: string | undefined; email?: string | undefined }
}) {
  return (
    <>
      <Field
        label="Your name"
        name="name"
        errorPath={`${prefix}name`}
        autoComplete="name"
        required
        maxLength={100}
        defaultValue={known.name}
        hint="Others see it beside what you share."
      />
      <Field
        label="Email"
        name="email"
        errorPath={`${prefix}email`}
        type="email"
        autoComplete="username"
        required
        maxLength={254}
        defaultValue={known.email}
      />
      <PasswordField
        label="Password"
        name="password"
        errorPath={`${prefix}password`}
        autoComplete="new-password"
        minLength={10}
        hint="At least 10 characters. A few words in a row are easy to keep and hard to guess."
      />
      <FormProblem fields={['name', 'email', 'password'].map((name) => prefix + name)} />
    </>
  )
}
