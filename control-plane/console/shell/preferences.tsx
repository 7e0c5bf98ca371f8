// What each person chooses for themselves, kept in their browser.
import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconLanguage, IconMoon, IconSun, IconSunMoon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCommon } from '../i18n/common.ts'
import { LANGUAGE_CODES, LANGUAGES } from '../i18n/languages.ts'
import { changeLanguage } from '../i18n/text.ts'

export function LanguageSwitch() {
  const t = useCommon()
  const { i18n } = useTranslation()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('shell.language')}>
          <IconLanguage size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGE_CODES.map((code) => (
          <Menu.Item
            key={code}
            lang={code}
            onClick={() => void changeLanguage(code)}
            aria-current={i18n.language === code}
            rightSection={i18n.language === code && <IconCheck size={16} aria-hidden />}
          >
            {LANGUAGES[code].name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

const SCHEMES = { light: IconSun, dark: IconMoon, auto: IconSunMoon } as const

export function ColorSwitch() {
  const t = useCommon()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Shown = SCHEMES[colorScheme]
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('shell.colors')}>
          <Shown size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(SCHEMES) as MantineColorScheme[]).map((scheme) => {
          const Scheme = SCHEMES[scheme]
          return (
            <Menu.Item
              key={scheme}
              onClick={() => setColorScheme(scheme)}
              leftSection={<Scheme size={16} aria-hidden />}
              aria-current={colorScheme === scheme}
              rightSection={colorScheme === scheme && <IconCheck size={16} aria-hidden />}
            >
              {t(`shell.${scheme}`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
