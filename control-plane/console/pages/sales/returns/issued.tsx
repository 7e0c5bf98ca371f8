import { Stack, Text } from '@mantine/core'
import type { Admin } from '../../../api/client.ts'
import { CopyField } from '../../../parts/copy-field.tsx'
import { showToast } from '../../../parts/toasts.tsx'
import { useText } from './text.ts'

/** Gives what shows the code of a gift card that a refund issued: it is told only once, so it stays until it is closed. */
export function useTellIssued(): (refund: Pick<Admin['IssuedRefund'], 'gift_card_code'>) => void {
  const t = useText()
  return ({ gift_card_code: code }) => {
    if (code === null) return
    void showToast({
      autoClose: false,
      color: 'teal',
      title: t('giftCard.title'),
      message: (
        <Stack gap="xs">
          <Text size="sm">{t('giftCard.text')}</Text>
          <CopyField label={t('giftCard.code')} value={code} />
        </Stack>
      ),
    })
  }
}
