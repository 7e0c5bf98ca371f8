import { Code, List, Text } from '@mantine/core'
import { Section } from '../../parts/form-page.tsx'
import { useText } from './text.ts'

type Schema = {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly description?: string
}

/** Every place of a JSON schema, as a template names it: `order.line_items[].title`. */
function placesOf(schema: Schema, path = ''): { path: string; description: string | undefined }[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`
    const place = { path: at, description: inner.description }
    // A sum of money is written as a whole, by its filter.
    if (inner.properties?.amount !== undefined && inner.properties.currency !== undefined)
      return [{ ...place, path: `${at} | money` }]
    if (inner.items !== undefined) return [place, ...placesOf(inner.items, `${at}[]`)]
    return inner.properties === undefined ? [place] : placesOf(inner, at)
  })
}

/** What a template may use. */
export function Variables({ schema }: { schema: unknown }) {
  const t = useText()
  return (
    <Section title={t('variables')} text={t('variablesText')}>
      <List
        size="sm"
        listStyleType="none"
        style={{ maxHeight: 320, overflowY: 'auto' }}
        tabIndex={0}
        aria-label={t('variables')}
      >
        {placesOf(schema as Schema).map(({ path, description }) => (
          <List.Item key={path}>
            <Code dir="ltr">{`{{ ${path} }}`}</Code>
            {description !== undefined && (
              <Text component="span" size="sm" c="dimmed">
                {' '}
                <bdi>{description}</bdi>
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Section>
  )
}
