// The codes of a promotion: those that were chosen, and many that nobody can guess.
import { ActionIcon, Button, Group, NumberInput, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { Section, useSubmit } from '../../parts/form-page.tsx'
import { tell, useTellProblem } from '../../parts/notices.tsx'
import { useText } from './text.ts'

export function Codes({ promotionId }: { promotionId: string }) {
  const t = useText()
  const format = useFormat()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const tellProblem = useTellProblem()
  const key = [id, 'promotion-codes', promotionId]
  const list = useList<Admin['PromotionCode']>(key, (cursor) =>
    dataOf(
      admin.GET('/admin/v1/promotions/{promotion_id}/codes', {
        params: { path: { promotion_id: promotionId }, query: { limit: 50, cursor } },
      }),
    ),
  )
  const remove = async (code: Admin['PromotionCode']) => {
    try {
      await dataOf(
        admin.DELETE('/admin/v1/promotions/{promotion_id}/codes/{promotion_code_id}', {
          params: { path: { promotion_id: promotionId, promotion_code_id: code.id } },
        }),
      )
      const again = () =>
        dataOf(
          admin.POST('/admin/v1/promotions/{promotion_id}/codes', {
            params: { path: { promotion_id: promotionId } },
            body: { codes: [code.code] },
          }),
        ).then(() => client.invalidateQueries({ queryKey: key }), tellProblem)
      tell(t('codes.deleted', { code: code.code }), { label: t('undo'), run: () => void again() })
      await client.invalidateQueries({ queryKey: key })
    } catch (error) {
      tellProblem(error)
    }
  }
  return (
    <Section title={t('codes')}>
      {can('promotions:write') && <AddCodes promotionId={promotionId} />}
      <DataTable
        list={list}
        label={t('codes')}
        rowKey={({ id }) => id}
        columns={[
          { key: 'code', label: t('code'), cell: ({ code }) => <bdi dir="ltr">{code}</bdi> },
          { key: 'at', label: t('codes.at'), cell: ({ created_at }) => format.dateTime(created_at) },
          ...(can('promotions:write')
            ? [
                {
                  key: 'delete',
                  label: t('actions'),
                  align: 'end' as const,
                  cell: (code: Admin['PromotionCode']) => (
                    <ActionIcon
                      variant="subtle"
                      color="red"
                      aria-label={t('codes.delete', { code: code.code })}
                      onClick={() => void remove(code)}
                    >
                      <IconTrash size={18} aria-hidden />
                    </ActionIcon>
                  ),
                },
              ]
            : []),
        ]}
        empty={<Empty text={t('codes.none')} />}
      />
    </Section>
  )
}

function AddCodes({ promotionId }: { promotionId: string }) {
  const t = useText()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const params = { path: { promotion_id: promotionId } }
  const chosen = useForm({ initialValues: { codes: [] as string[] } })
  const many = useForm<{ count: number | string; prefix: string }>({
    initialValues: { count: 50, prefix: '' },
  })
  const refresh = () => client.invalidateQueries({ queryKey: [id, 'promotion-codes', promotionId] })
  const add = useSubmit(chosen, async (body) => {
    await dataOf(admin.POST('/admin/v1/promotions/{promotion_id}/codes', { params, body }))
    chosen.reset()
    await refresh()
  })
  const generate = useSubmit(many, async ({ count, prefix }) => {
    const body = { count: Number(count), prefix }
    await dataOf(admin.POST('/admin/v1/promotions/{promotion_id}/codes/generate', { params, body }))
    await refresh()
  })
  return (
    <>
      <form onSubmit={add.onSubmit} noValidate>
        {add.alert}
        <Group align="flex-end" mb="sm">
          <TagsInput
            label={t('codes.add')}
            splitChars={[',', ' ']}
            style={{ flex: 1, minWidth: 200 }}
            {...chosen.getInputProps('codes')}
          />
          <Button type="submit" variant="default" loading={add.isBusy}>
            {t('codes.addButton')}
          </Button>
        </Group>
      </form>
      <form onSubmit={generate.onSubmit} noValidate>
        {generate.alert}
        <Group align="flex-end" mb="md">
          <NumberInput
            label={t('codes.count')}
            min={1}
            max={10_000}
            allowDecimal={false}
            {...many.getInputProps('count')}
          />
          <TextInput label={t('codes.prefix')} {...many.getInputProps('prefix')} />
          <Button type="submit" variant="default" loading={generate.isBusy}>
            {t('codes.generate')}
          </Button>
        </Group>
      </form>
    </>
  )
}
