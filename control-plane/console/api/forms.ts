import type { UseFormReturnType } from '@mantine/form'
import { type FieldFault, ProblemError } from './problem.ts'

/**
 * Brings a refusal's faults to the fields of a form, where it has them, and gives those that it has not.
 * @param fields names of the form's fields by the API's paths, where they differ
 */
export function showFaults<Values extends Record<string, unknown>>(
  form: Pick<UseFormReturnType<Values>, 'setFieldError' | 'getValues'>,
  error: unknown,
  fields: Readonly<Record<string, string>> = {},
): readonly FieldFault[] {
  if (!(error instanceof ProblemError)) return []
  const values = form.getValues()
  return error.errors.filter(({ path, message }) => {
    const name = fields[path] ?? path
    if (!has(values, name)) return true
    form.setFieldError(name, sentence(message))
    return false
  })
}

function has(values: unknown, path: string): boolean {
  let at = values
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !(part in at)) return false
    at = (at as Record<string, unknown>)[part]
  }
  return true
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
