import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'

const MB = 1024 * 1024

/** What a store can keep, and how many bytes a file of each type may have. */
export const FILE_LIMITS = {
  'image/png': 20 * MB,
  'image/jpeg': 20 * MB,
  'image/webp': 20 * MB,
  'image/avif': 20 * MB,
  'image/gif': 20 * MB,
  'image/svg+xml': MB,
  'application/pdf': 20 * MB,
  'video/mp4': 200 * MB,
} as const
export type FileType = keyof typeof FILE_LIMITS
export const FILE_TYPES = Object.keys(FILE_LIMITS) as readonly FileType[]

const Alt = z.string().max(512).meta({ description: 'What an image shows, for those who cannot see it' })

export const UploadQuery = z.strictObject({
  filename: z.string().max(255).default('file').meta({
    description: 'Stands in the address; what has no place there is replaced',
    example: 'shirt.png',
  }),
  alt: Alt.default(''),
})
export type UploadQuery = z.output<typeof UploadQuery>

export const MediaPatch = z.strictObject({ alt: Alt }).meta({ id: 'MediaPatch' })

export const Media = z
  .object({
    id: z.uuid(),
    url: z.string().meta({
      description: "At the store's own address",
      example: '/store/v1/media/0199a000-0000-7000-8000-000000000001/shirt.png',
    }),
    filename: z.string(),
    alt: z.string(),
    content_type: z.enum(FILE_TYPES),
    size_bytes: z.int(),
    width: z.int().nullable().meta({ description: 'In pixels, of images' }),
    height: z.int().nullable(),
    created_at: z.string(),
  })
  .meta({ id: 'Media' })
export type Media = z.output<typeof Media>

export const MediaUsage = z.object({ files: z.int(), size_bytes: z.int() }).meta({ id: 'MediaUsage' })
export type MediaUsage = z.output<typeof MediaUsage>

export const MediaId = z.object({ media_id: z.uuid() })
export const MediaName = MediaId.extend({ filename: z.string().min(1).max(255) })
export const MediaRendition = MediaId.extend({ rendition: z.string().min(1).max(20) })
export const MediaFilter = z.strictObject(Paging)
export type MediaFilter = z.output<typeof MediaFilter>
export const MediaPage = pageOf(Media).meta({ id: 'MediaPage' })
