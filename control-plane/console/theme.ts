// The looks of the console. All pairs of text and ground have a contrast of 4.5:1 at least (WCAG 2.2 AA), in light and dark.
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineTheme,
  parseThemeColor,
  type VariantColorsResolver,
} from '@mantine/core'

/** Text of a colour that can be read on the page and on its own light ground. */
const inkOf = (color: string) =>
  `light-dark(color-mix(in srgb, var(--mantine-color-${color}-9) 62%, black), var(--mantine-color-${color}-2))`

const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input)
  const { color, isThemeColor } = parseThemeColor({
    color: input.color ?? input.theme.primaryColor,
    theme: input.theme,
  })
  if (!isThemeColor) return resolved
  if (input.variant === 'light')
    return {
      ...resolved,
      background: `light-dark(var(--mantine-color-${color}-1), color-mix(in srgb, var(--mantine-color-${color}-9) 35%, black))`,
      hover: `light-dark(var(--mantine-color-${color}-2), color-mix(in srgb, var(--mantine-color-${color}-9) 50%, black))`,
      color: inkOf(color),
    }
  if (input.variant === 'subtle' || input.variant === 'outline' || input.variant === 'transparent')
    return { ...resolved, color: inkOf(color) }
  if (input.variant === 'filled' && color !== input.theme.primaryColor)
    return {
      ...resolved,
      background: `color-mix(in srgb, var(--mantine-color-${color}-9) 92%, black)`,
      hover: `color-mix(in srgb, var(--mantine-color-${color}-9) 80%, black)`,
      color: 'white',
    }
  return resolved
}

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'md',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.625rem', lineHeight: '1.25' } } },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  variantColorResolver,
  components: {
    // A page has one banner, and a dialog is none.
    Modal: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
  },
})

export const cssVariables: CSSVariablesResolver = (_theme: MantineTheme) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#535b64',
    '--mantine-color-placeholder': '#646c75',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-8)',
    '--mantine-color-body': '#ffffff',
  },
  dark: {
    '--mantine-color-dimmed': '#b5bac1',
    '--mantine-color-placeholder': '#a0a6ae',
    '--mantine-color-error': '#ff9b93',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-2)',
  },
})
