import { useTranslation } from 'react-i18next'
import { ProblemError } from '../api/problem.ts'

/**
 * Gives what an error says to a person: what happened and what they can do. A text `problem.{code}` of any area that is loaded
 * goes before what the API says, which is English.
 */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation('common')
  return (error) => {
    if (!(error instanceof ProblemError)) return t('problem.internal')
    const key = `problem.${error.code}`
    const areas = Object.keys(i18n.store.data[i18n.language] ?? {})
    const area = areas.find((ns) => i18n.exists(key, { ns }))
    if (area !== undefined) return t(key, { ns: area })
    return error.status >= 500 ? t('problem.internal') : error.detail
  }
}
