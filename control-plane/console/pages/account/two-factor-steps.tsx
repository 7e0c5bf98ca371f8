// The dialogs by which a second factor is switched on and off.
import { Button, Code, Modal, PasswordInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useClipboard } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useCommon } from '../../i18n/common.ts'
import { CopyField } from '../../parts/copy-field.tsx'
import { ShortForm, useSubmit } from '../../parts/form-page.tsx'
import { useText } from './text.ts'

type Closing = { close: () => void }

const Dialog = ({ title, close, children }: Closing & { title: string; children: ReactNode }) => {
  const common = useCommon()
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {children}
    </Modal>
  )
}

const PasswordField = (input: object) => {
  const t = useText()
  return (
    <PasswordInput label={t('profile.current')} autoComplete="current-password" data-autofocus {...input} />
  )
}

const CodeInput = (input: object) => {
  const t = useText()
  return (
    <TextInput
      label={t('factor.code')}
      inputMode="numeric"
      autoComplete="one-time-code"
      dir="ltr"
      {...input}
    />
  )
}

export function EnrolFactor({ close }: Closing) {
  const t = useText()
  const [enrolment, setEnrolment] = useState<Platform['TwoFactorEnrolment']>()
  const [codes, setCodes] = useState<readonly string[]>()
  const form = useForm({ initialValues: { password: '' } })
  const submit = useSubmit(form, async (body) =>
    setEnrolment(await dataOf(platform.POST('/platform/v1/account/two-factor/enrolment', { body }))),
  )
  return (
    <Dialog title={t('factor.beginTitle')} close={close}>
      {codes !== undefined ? (
        <Codes codes={codes} close={close} />
      ) : enrolment !== undefined ? (
        <Confirm enrolment={enrolment} done={setCodes} />
      ) : (
        <ShortForm submit={submit} label={t('factor.next')}>
          <PasswordField {...form.getInputProps('password')} />
        </ShortForm>
      )}
    </Dialog>
  )
}

function Confirm({
  enrolment,
  done,
}: {
  enrolment: Platform['TwoFactorEnrolment']
  done: (codes: readonly string[]) => void
}) {
  const t = useText()
  const form = useForm({ initialValues: { totp_code: '' } })
  const submit = useSubmit(form, async ({ totp_code }) => {
    const body = { totp_code: totp_code.replaceAll(/\s/g, '') }
    done((await dataOf(platform.POST('/platform/v1/account/two-factor/confirm', { body }))).recovery_codes)
  })
  return (
    <ShortForm submit={submit} label={t('factor.switchOn')}>
      <Text size="sm">{t('factor.scan')}</Text>
      <img
        src={`data:image/svg+xml,${encodeURIComponent(enrolment.qr_svg)}`}
        alt={t('factor.qr')}
        width={200}
        height={200}
        style={{ alignSelf: 'center', background: 'white', padding: 8, borderRadius: 8 }}
      />
      <CopyField label={t('factor.key')} value={enrolment.secret} />
      <CodeInput {...form.getInputProps('totp_code')} />
    </ShortForm>
  )
}

function Codes({ codes, close }: Closing & { codes: readonly string[] }) {
  const t = useText()
  const common = useCommon()
  const { copy, copied } = useClipboard({ timeout: 2_000 })
  return (
    <Stack>
      <Text fw={600}>{t('factor.codesTitle')}</Text>
      <Text size="sm">{t('factor.codesText')}</Text>
      <SimpleGrid cols={2} spacing="xs" dir="ltr">
        {codes.map((code) => (
          <Code key={code} fz="sm">
            {code}
          </Code>
        ))}
      </SimpleGrid>
      <Button variant="default" onClick={() => copy(codes.join('\n'))}>
        {copied ? common('copied') : t('factor.copy')}
      </Button>
      <Button onClick={close}>{t('factor.kept')}</Button>
    </Stack>
  )
}

export function RenewCodes({ close }: Closing) {
  const t = useText()
  const [codes, setCodes] = useState<readonly string[]>()
  const form = useForm({ initialValues: { password: '', totp_code: '' } })
  const submit = useSubmit(form, async (body) =>
    setCodes(
      (await dataOf(platform.POST('/platform/v1/account/two-factor/recovery-codes', { body })))
        .recovery_codes,
    ),
  )
  return (
    <Dialog title={t('factor.renew')} close={close}>
      {codes !== undefined ? (
        <Codes codes={codes} close={close} />
      ) : (
        <ShortForm submit={submit} label={t('factor.renew')}>
          <PasswordField {...form.getInputProps('password')} />
          <CodeInput {...form.getInputProps('totp_code')} />
        </ShortForm>
      )}
    </Dialog>
  )
}

export function DisableFactor({ close }: Closing) {
  const t = useText()
  const form = useForm({ initialValues: { password: '', code: '' } })
  const fields = { totp_code: 'code', recovery_code: 'code' }
  const submit = useSubmit(
    form,
    async ({ password, code }) => {
      const given = code.replaceAll(/\s/g, '')
      const factor = /^\d{6}$/.test(given) ? { totp_code: given } : { recovery_code: given }
      await dataOf(
        platform.POST('/platform/v1/account/two-factor/disable', { body: { password, ...factor } }),
      )
      close()
    },
    fields,
  )
  return (
    <Dialog title={t('factor.offTitle')} close={close}>
      <ShortForm submit={submit} label={t('factor.switchOff')} color="red">
        <PasswordField {...form.getInputProps('password')} />
        <TextInput
          label={t('factor.codeOrRecovery')}
          autoComplete="one-time-code"
          dir="ltr"
          {...form.getInputProps('code')}
        />
      </ShortForm>
    </Dialog>
  )
}
