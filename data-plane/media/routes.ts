import { z } from 'zod'
import { ReceivedFile, SentFile } from '../../shared/http/route.ts'
import { defineRoute } from '../route.ts'
import {
  FILE_LIMITS,
  FILE_TYPES,
  Media,
  MediaFilter,
  MediaId,
  MediaName,
  MediaPage,
  MediaPatch,
  MediaRendition,
  MediaUsage,
  UploadQuery,
} from './schema.ts'
import {
  addMedia,
  deleteMedia,
  getMedia,
  getUsage,
  listMedia,
  sendMedia,
  sendRendition,
  updateMedia,
} from './service.ts'
import { storeFile } from './storage.ts'

export const mediaRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/media',
    summary: 'List files, newest first',
    permission: 'products:read',
    query: MediaFilter,
    response: MediaPage,
    handler: (ctx, { query }) => listMedia(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/media',
    summary: 'Upload a file',
    description:
      'The body is the file itself, and must be what its Content-Type says. An image may have 20 MiB, an SVG 1 MiB, ' +
      'a PDF 20 MiB and a video 200 MiB. A file that the store has already is not stored again: the answer is the ' +
      'one that is there, with its own name.',
    permission: 'products:write',
    query: UploadQuery,
    body: ReceivedFile,
    takesFiles: FILE_LIMITS,
    status: 201,
    response: Media,
    prepare: (ctx, { body }) => storeFile(ctx, body),
    handler: (ctx, { query, body, prepared }) => addMedia(ctx, query, body, prepared),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/media-usage',
    summary: 'Read how many files the store has and how many bytes they take',
    permission: 'products:read',
    response: MediaUsage,
    handler: (ctx) => getUsage(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/media/{media_id}',
    summary: 'Read what is known of a file',
    permission: 'products:read',
    params: MediaId,
    response: Media,
    handler: (ctx, { params }) => getMedia(ctx, params.media_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/media/{media_id}',
    summary: 'Describe a file anew',
    permission: 'products:write',
    params: MediaId,
    body: MediaPatch,
    response: Media,
    handler: (ctx, { params, body }) => updateMedia(ctx, params.media_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/media/{media_id}',
    summary: 'Delete a file',
    description:
      'Not while a product, collection, category, brand, page, the theme or its draft shows it; the answer says which. Whoever keeps a copy, as browsers do, goes on showing it.',
    permission: 'products:write',
    params: MediaId,
    response: z.object({ id: z.uuid(), deleted: z.literal(true) }),
    errors: ['media_in_use'],
    handler: (ctx, { params }) => deleteMedia(ctx, params.media_id),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/media/{media_id}/{filename}',
    summary: 'Get a file',
    permission: 'shop',
    params: MediaName,
    response: SentFile,
    sendsFiles: FILE_TYPES,
    handler: (ctx, { params }) => sendMedia(ctx, params.media_id, params.filename),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/media/{media_id}/renditions/{rendition}',
    summary: 'Get a picture in another width, as WebP or AVIF',
    description:
      'Such as `640.webp`. Widths are 160, 320, 480, 640, 960, 1280 and 1920; a picture never becomes wider than it is. ' +
      'SVGs and GIFs are to be had as they are only.',
    permission: 'shop',
    params: MediaRendition,
    response: SentFile,
    sendsFiles: ['image/avif', 'image/webp'],
    handler: (ctx, { params }) => sendRendition(ctx, params.media_id, params.rendition),
  }),
]
