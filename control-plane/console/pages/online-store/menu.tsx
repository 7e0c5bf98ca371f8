// One menu of the shop.
import { Radio, Select, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Admin, dataOf } from '../../api/client.ts'
import { ProblemError } from '../../api/problem.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { SHOP_LANGUAGES } from './languages.ts'
import { MenuItems } from './menu-items.tsx'
import { faultsIn, itemsOf, MENU_NAMES, type MenuName, storedOf, type Values } from './menu-values.ts'
import { useMenus } from './menus.tsx'
import { useText } from './text.ts'

export default function MenuPage() {
  const t = useText()
  const { slug } = useStore()
  const { menu } = useParams({ strict: false }) as { menu?: string }
  const name = MENU_NAMES.find((one) => one === menu)
  if (name === undefined)
    throw new ProblemError({ status: 404, code: 'not_found', detail: 'There is no such menu.' })
  const query = useMenus()
  if (query.isLoadingError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (query.data === undefined) return <Loading />
  return (
    <>
      <PageHeader
        title={t(`menus.${name}`)}
        text={t('menus.hidden')}
        back={{ to: `/stores/${slug}/menus`, label: t('menus.title') }}
      />
      <Editor key={name} name={name} stored={query.data[name]} />
    </>
  )
}

function Editor({ name, stored }: { name: MenuName; stored: Admin['Menus'][MenuName] }) {
  const t = useText()
  const common = useCommon()
  const format = useFormat()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const [language, setLanguage] = useState('en')
  const form = useForm<Values>({
    initialValues: { [name]: itemsOf(stored) },
    validate: (values) =>
      Object.fromEntries(
        Object.entries(faultsIn(values[name] ?? [], name)).map(([path, fault]) => [
          path,
          t(`menus.fault.${fault}`),
        ]),
      ),
  })
  const items = form.values[name] ?? null
  const save = async (values: Values) => {
    const body = { [name]: storedOf(values[name] ?? null) }
    client.setQueryData([id, 'menus'], await dataOf(admin.PATCH('/admin/v1/menus', { body })))
    tell(common('saved'))
  }
  return (
    <FormPage form={form} onSave={save}>
      <fieldset disabled={!can('content:write')} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Section title={t('menus.made')}>
          <Radio.Group
            aria-label={t('menus.made')}
            value={items === null ? 'automatic' : 'own'}
            onChange={(value) =>
              form.setFieldValue(name, value === 'own' ? (itemsOf(stored) ?? []) : (null as never))
            }
          >
            <Stack gap="xs">
              <Radio
                value="automatic"
                label={t('menus.automatic')}
                description={t(`menus.${name}.automatic`)}
              />
              <Radio value="own" label={t('menus.own')} description={t('menus.ownText')} />
            </Stack>
          </Radio.Group>
        </Section>
        {items !== null && (
          <Section title={t('menus.links')} text={t('languageText')}>
            <Select
              label={t('language')}
              maw={280}
              mb="md"
              allowDeselect={false}
              value={language}
              onChange={(value) => setLanguage(value ?? 'en')}
              data={SHOP_LANGUAGES.map((code) => ({ value: code, label: format.languageName(code) }))}
            />
            <MenuItems form={form} name={name} items={items} language={language} />
          </Section>
        )}
      </fieldset>
    </FormPage>
  )
}
