import type { Module } from '../../shared/module.ts'
import { removeMedia, sweepMedia } from './jobs.ts'
import { mediaRoutes } from './routes.ts'

export const media: Module = {
  name: 'media',
  summary: 'Files of a store: images, documents and videos',
  routes: mediaRoutes,
  work: [removeMedia, sweepMedia],
}
