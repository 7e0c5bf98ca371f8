// How the hosted shop looks. Settings are data: each is one of a few, a number, a text or the id of something of the store's.
import { z } from 'zod'
import { CleanedHtml } from '../../shared/html/field.ts'
import { text } from '../../shared/http/fields.ts'
import { inLanguages, Link, Translated } from './schema.ts'

export const FONT_NAMES = [
  'system',
  'humanist',
  'geometric',
  'classical',
  'old_style',
  'transitional',
  'slab',
  'rounded',
  'monospace',
] as const

const Colour = z
  .string()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #1a2b3c')
  .meta({ example: '#1a2b3c' })

const File = z
  .uuid()
  .nullable()
  .default(null)
  .meta({ description: "The id of a picture among the store's files" })

const Button = z
  .strictObject({ label: Translated(60, 'Shop now'), link: Link })
  .nullable()
  .default(null)
  .meta({ description: 'Null: none' })

const distinct = (ids: readonly string[]) => new Set(ids).size === ids.length
const someIds = (max: number) =>
  z.array(z.uuid()).max(max).refine(distinct, 'holds something twice').default([])

const heading = Translated(120).default({})
const paragraph = Translated(2_000, 'Made by hand.').default({})

const MAX_SECTION_CHARACTERS = 20_000
/** What may be written into a section. What is stored was checked by this when it came. */
export const SectionHtml = CleanedHtml(MAX_SECTION_CHARACTERS)

const Section = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('hero'),
      heading,
      text: paragraph,
      picture_media_id: File,
      button: Button,
    }),
    z.strictObject({
      kind: z.literal('featured_collection'),
      heading,
      collection_id: z.uuid().nullable().default(null).meta({ description: 'Null: the newest products' }),
      limit: z.int().min(1).max(24).default(8),
    }),
    z.strictObject({
      kind: z.literal('collection_list'),
      heading,
      collection_ids: someIds(12).meta({ description: 'Empty: the newest collections' }),
    }),
    z.strictObject({
      kind: z.literal('featured_products'),
      heading,
      product_ids: someIds(24).meta({ description: 'Empty: the newest products' }),
    }),
    z.strictObject({
      kind: z.literal('rich_text'),
      heading,
      html: inLanguages(text(MAX_SECTION_CHARACTERS))
        .default({})
        .meta({
          description: 'HTML by language tag; what could run or disguise itself is taken out',
          example: { en: '<p>Made by hand.</p>' },
        }),
    }),
    z.strictObject({
      kind: z.literal('image_with_text'),
      heading,
      text: paragraph,
      picture_media_id: File,
      picture_side: z.enum(['start', 'end']).default('start'),
      button: Button,
    }),
  ])
  .meta({ id: 'ThemeSection', outputId: 'ThemeSectionOutput' })
export type SectionSettings = z.output<typeof Section>

const SOCIAL_NETWORKS = [
  'instagram',
  'facebook',
  'x',
  'tiktok',
  'youtube',
  'pinterest',
  'linkedin',
  'threads',
  'bluesky',
  'mastodon',
  'whatsapp',
  'telegram',
] as const

const SocialLink = z.strictObject({
  network: z.enum(SOCIAL_NETWORKS),
  url: z
    .url({ protocol: /^https$/, error: 'must begin with https://' })
    .max(500)
    .meta({ example: 'https://social.example/shop' }),
})

export const STARTING_COLOURS = {
  background: '#ffffff',
  text: '#1c1c1c',
  primary: '#1f3d36',
  accent: '#b4532a',
}

const STARTING_HOME: z.input<typeof Section>[] = [
  { kind: 'hero' },
  { kind: 'collection_list' },
  { kind: 'featured_products' },
]

export const ThemeSettings = z
  .strictObject({
    logo_media_id: File,
    favicon_media_id: File,
    colours: z
      .strictObject({
        background: Colour.default(STARTING_COLOURS.background),
        text: Colour.default(STARTING_COLOURS.text),
        primary: Colour.default(STARTING_COLOURS.primary).meta({ description: 'Of buttons' }),
        accent: Colour.default(STARTING_COLOURS.accent).meta({
          description: 'Of links, badges and prices on sale',
        }),
      })
      .default(STARTING_COLOURS),
    font: z.enum(FONT_NAMES).default('system').meta({ description: 'Of what readers have: none is loaded' }),
    radius: z.int().min(0).max(32).default(6).meta({ description: 'Of corners, in pixels' }),
    announcement: z
      .strictObject({ text: Translated(200, 'Free delivery this week'), link: Link.nullable().default(null) })
      .nullable()
      .default(null)
      .meta({ description: 'Above everything else; null: none' }),
    footer_text: Translated(1_000, 'Made with care').default({}),
    social_links: z
      .array(SocialLink)
      .max(SOCIAL_NETWORKS.length)
      .refine((links) => distinct(links.map(({ network }) => network)), 'names a network twice')
      .default([]),
    home: z
      .array(Section)
      .max(30)
      .default(() => z.array(Section).parse(STARTING_HOME))
      .meta({ description: 'The sections of the home page, from top to bottom' }),
  })
  .meta({
    id: 'ThemeSettings',
    outputId: 'ThemeSettingsOutput',
    description: 'What is absent is as in a new shop.',
  })
export type ThemeSettings = z.output<typeof ThemeSettings>

const Picture = z.object({
  url: z.string(),
  alt: z.string(),
  width: z.int().nullable(),
  height: z.int().nullable(),
})
export type Picture = z.output<typeof Picture>

export const ThemeView = z
  .object({
    version: z
      .int()
      .meta({ description: 'Send it with the next change; another one made meanwhile is then refused' }),
    draft: ThemeSettings,
    published: ThemeSettings,
    has_changes: z.boolean().meta({ description: 'Whether the draft differs from what shoppers see' }),
    pictures: z
      .array(Picture.extend({ id: z.uuid() }))
      .meta({ description: 'Those that draft or published settings name' }),
    fonts: z.array(z.object({ name: z.enum(FONT_NAMES), stack: z.string() })),
    updated_at: z.string().nullable(),
    published_at: z.string().nullable(),
  })
  .meta({ id: 'Theme' })
export type ThemeView = z.output<typeof ThemeView>

const version = z.int().min(0).meta({ description: 'The one that was read', example: 0 })
export const ThemeDraft = z.strictObject({ version, settings: ThemeSettings }).meta({ id: 'ThemeDraft' })
export type ThemeDraft = z.output<typeof ThemeDraft>
export const ThemeVersion = z.strictObject({ version: version.optional() }).meta({ id: 'ThemeVersion' })
export type ThemeVersion = z.output<typeof ThemeVersion>

export const ThemePreview = z
  .object({
    token: z.string(),
    url: z
      .string()
      .nullable()
      .meta({ description: 'The home page as it would be; null when no address is known' }),
    expires_at: z.string(),
  })
  .meta({ id: 'ThemePreview' })
